using System.Data.Common;
using Elbo.Server.Events;

namespace Elbo.Tests.Server;

/// <summary>Tests that every event store must pass.</summary>
public abstract class EventStoreContract
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_history_contains_each_item_once_at_its_last_event_oldest_first()
    {
        await using EventStore store = await OpenAsync(NewLocation());
        await StoreAsync(store, new("u", "a", 1), new("u", "b", 2), new("u", "a", 3), new("v", "z", 4), new("u", "c", 2));

        Assert.Equal(["b", "c", "a"], await store.GetHistoryAsync("u", 10, Stop));
        Assert.Equal(["c", "a"], await store.GetHistoryAsync("u", 2, Stop));
        Assert.Empty(await store.GetHistoryAsync("nobody", 2, Stop));
    }

    [Fact]
    public async Task Events_with_equal_times_keep_their_order()
    {
        await using EventStore store = await OpenAsync(NewLocation());
        string[] items = [.. Enumerable.Range(0, 50).Select(i => $"{i * 37 % 50}")];
        await StoreAsync(store, [.. items.Select(item => new UserEvent("u", item, 7))]);

        Assert.Equal(items, await store.GetHistoryAsync("u", 100, Stop));
    }

    [Fact]
    public async Task A_deletion_removes_earlier_events_and_keeps_later_ones()
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
    public async Task Events_are_found_when_a_store_is_reopened()
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
    public async Task A_store_with_a_newer_schema_is_refused()
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

    /// <summary>The location of a new store.</summary>
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
