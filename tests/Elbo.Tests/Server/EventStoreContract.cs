using System.Data.Common;
using Elbo.Server.Events;

namespace Elbo.Tests.Server;

/// <summary>What holds of a store of events in every database.</summary>
public abstract class EventStoreContract
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_history_holds_each_item_once_where_it_was_chosen_last_oldest_first()
    {
        await using EventStore store = await OpenAsync(NewPlace());
        await StoreAsync(store, new("u", "a", 1), new("u", "b", 2), new("u", "a", 3), new("v", "z", 4), new("u", "c", 2));

        Assert.Equal(["b", "c", "a"], await store.HistoryAsync("u", 10, Stop));
        Assert.Equal(["c", "a"], await store.HistoryAsync("u", 2, Stop));
        Assert.Empty(await store.HistoryAsync("nobody", 2, Stop));
    }

    [Fact]
    public async Task Events_of_one_moment_stand_as_they_came()
    {
        await using EventStore store = await OpenAsync(NewPlace());
        string[] items = [.. Enumerable.Range(0, 50).Select(i => $"{i * 37 % 50}")];
        await StoreAsync(store, [.. items.Select(item => new UserEvent("u", item, 7))]);

        Assert.Equal(items, await store.HistoryAsync("u", 100, Stop));
    }

    [Fact]
    public async Task A_forgotten_person_is_unknown_and_what_comes_later_is_kept()
    {
        await using EventStore store = await OpenAsync(NewPlace());
        await StoreAsync(store, new("u", "a", 1), new("v", "a", 1));
        PendingWrite forgetting = new([], "u");
        await store.WriteAsync([new PendingWrite([new("u", "b", 2)], null), forgetting, new PendingWrite([new("u", "c", 3)], null)]);

        Assert.Equal(2, forgetting.Rows);
        Assert.Equal(["c"], await store.HistoryAsync("u", 10, Stop));
        Assert.Equal(["a"], await store.HistoryAsync("v", 10, Stop));
    }

    [Fact]
    public async Task A_store_is_found_again_as_it_was()
    {
        string place = NewPlace();
        await using (EventStore first = await OpenAsync(place))
        {
            await StoreAsync(first, new UserEvent("ü'; DROP TABLE event; --", "日本", 1));
        }

        await using EventStore second = await OpenAsync(place);
        Assert.Equal(["日本"], await second.HistoryAsync("ü'; DROP TABLE event; --", 10, Stop));
    }

    [Fact]
    public async Task A_store_of_a_newer_version_is_refused()
    {
        string place = NewPlace();
        await using (await OpenAsync(place))
        {
        }

        EventDatabase database = EventDatabase.At(place);
        await using (DbConnection connection = await database.ConnectToWriteAsync())
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = "INSERT INTO elbo_event_schema (version) VALUES (99)";
            await command.ExecuteNonQueryAsync(Stop);
        }

        await database.CloseAsync();
        Assert.Contains("schema 99", (await Assert.ThrowsAsync<ElboException>(() => OpenAsync(place))).Message, StringComparison.Ordinal);
    }

    /// <summary>A place for a new store.</summary>
    protected abstract string NewPlace();

    private protected static async Task<EventStore> OpenAsync(string place)
    {
        EventStore store = new(EventDatabase.At(place));
        try
        {
            await store.OpenAsync();
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    private static Task StoreAsync(EventStore store, params UserEvent[] events) => store.WriteAsync([new PendingWrite(events, null)]);
}
