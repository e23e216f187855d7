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
        await using EventStore store = await OpenAsync(NewLocation());
        await StoreAsync(store, new("u", "a", 1), new("u", "b", 2), new("u", "a", 3), new("v", "z", 4), new("u", "c", 2));

        Assert.Equal(["b", "c", "a"], await store.GetHistoryAsync("u", 10, Stop));
        Assert.Equal(["c", "a"], await store.GetHistoryAsync("u", 2, Stop));
        Assert.Empty(await store.GetHistoryAsync("nobody", 2, Stop));
    }

    [Fact]
    public async Task Events_of_one_moment_stand_as_they_came()
    {
        await using EventStore store = await OpenAsync(NewLocation());
        string[] items = [.. Enumerable.Range(0, 50).Select(i => $"{i * 37 % 50}")];
        await StoreAsync(store, [.. items.Select(item => new UserEvent("u", item, 7))]);

        Assert.Equal(items, await store.GetHistoryAsync("u", 100, Stop));
    }

    [Fact]
    public async Task A_forgotten_person_is_unknown_and_what_comes_later_is_kept()
    {
        await using EventStore store = await OpenAsync(NewLocation());
        await StoreAsync(store, new("u", "a", 1), new("v", "a", 1));
        PendingWrite deletion = new([], "u");
        await store.WriteAsync([new PendingWrite([new("u", "b", 2)], null), deletion, new PendingWrite([new("u", "c", 3)], null)]);

        Assert.Equal(2, deletion.AffectedRows);
        Assert.Equal(["c"], await store.GetHistoryAsync("u", 10, Stop));
        Assert.Equal(["a"], await store.GetHistoryAsync("v", 10, Stop));
    }

    [Fact]
    public async Task A_store_is_found_again_as_it_was()
    {
        string location = NewLocation();
        await using (EventStore first = await OpenAsync(location))
        {
            await StoreAsync(first, new UserEvent("ü'; DROP TABLE event; --", "日本", 1));
        }

        await using EventStore second = await OpenAsync(location);
        Assert.Equal(["日本"], await second.GetHistoryAsync("ü'; DROP TABLE event; --", 10, Stop));
    }

    [Fact]
    public async Task A_store_of_a_newer_version_is_refused()
    {
        string location = NewLocation();
        await using (await OpenAsync(location))
        {
        }

        EventDatabase database = EventDatabase.Open(location);
        await using (DbConnection connection = await database.ConnectForWritingAsync())
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = "INSERT INTO elbo_event_schema (version) VALUES (99)";
            await command.ExecuteNonQueryAsync(Stop);
        }

        await database.CloseAsync();
        Assert.Contains("schema 99", (await Assert.ThrowsAsync<ElboException>(() => OpenAsync(location))).Message, StringComparison.Ordinal);
    }

    /// <summary>A place for a new store.</summary>
    protected abstract string NewLocation();

    private protected static async Task<EventStore> OpenAsync(string location)
    {
        EventStore store = new(EventDatabase.Open(location));
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
