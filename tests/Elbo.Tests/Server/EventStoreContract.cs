using System.Data.Common;
using System.Diagnostics.Metrics;
using Elbo.Server.Errors;
using Elbo.Server.Events;
using Elbo.Server.Options;
using Elbo.Server.Telemetry;
using Elbo.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Elbo.Tests.Server;

/// <summary>Tests that every event store must pass.</summary>
public abstract class EventStoreContract
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_history_contains_each_item_once_at_its_first_event_oldest_first()
    {
        await using EventStore store = Open(NewLocation());
        await StoreAsync(store, new("u", "a", 1), new("u", "b", 2), new("u", "a", 3), new("v", "z", 4), new("u", "c", 2));

        Assert.Equal(["a", "b", "c"], (await store.GetHistoryAsync("u", 10, Stop)).Items);
        Assert.Equal(["b", "c"], (await store.GetHistoryAsync("u", 2, Stop)).Items);
        Assert.Empty((await store.GetHistoryAsync("nobody", 2, Stop)).Items);
    }

    [Fact]
    public async Task A_history_has_the_times_of_first_events_in_seconds()
    {
        await using EventStore store = Open(NewLocation());
        await StoreAsync(store, new("u", "a", 5_000), new("u", "b", 2_500), new("u", "a", 9_000));

        Assert.Equal([2, 5], (await store.GetHistoryAsync("u", 10, Stop)).Times);
    }

    [Fact]
    public async Task An_earlier_event_that_arrives_late_counts_as_the_first()
    {
        await using EventStore store = Open(NewLocation());
        await StoreAsync(store, new("u", "a", 5), new("u", "b", 6));
        await StoreAsync(store, new("u", "b", 4), new("u", "a", 7));
        await StoreAsync(store, new UserEvent("u", "b", 9));

        Assert.Equal(["b", "a"], (await store.GetHistoryAsync("u", 10, Stop)).Items);
    }

    [Fact]
    public async Task A_history_of_many_repeats_still_has_its_most_recent_items()
    {
        await using EventStore store = Open(NewLocation());
        await StoreAsync(store, new("u", "old", 1), new("u", "new", 2));
        for (int i = 0; i < 5; i++)
        {
            await StoreAsync(store, [.. Enumerable.Range(0, 100).Select(j => new UserEvent("u", "new", 3 + j))]);
        }

        Assert.Equal(["old", "new"], (await store.GetHistoryAsync("u", 2, Stop)).Items);
    }

    [Fact]
    public async Task An_event_that_the_database_refuses_fails_alone()
    {
        string location = NewLocation();
        using Database database = OpenDatabase(location);
        EventStore store = new(database);
        store.Open();
        await ExecuteAsync(database, RefuseItem("bad"));
        EventWriter writer = NewWriter(store);
        Task<int>[] writes = [.. ((string[])["a", "bad", "b"]).Select(item => writer.StoreAsync([new UserEvent("u", item, 1)], Stop))];

        await writer.StartAsync(Stop);

        await Assert.ThrowsAsync<ProblemException>(() => writes[1]);
        Assert.Equal((1, 1), (await writes[0], await writes[2]));
        Assert.Equal(["a", "b"], (await store.GetHistoryAsync("u", 10, Stop)).Items);
        await writer.StopAsync(Stop);
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Events_with_equal_times_keep_their_order()
    {
        await using EventStore store = Open(NewLocation());
        string[] items = [.. Enumerable.Range(0, 50).Select(i => $"{i * 37 % 50}")];
        await StoreAsync(store, [.. items.Select(item => new UserEvent("u", item, 7))]);

        Assert.Equal(items, (await store.GetHistoryAsync("u", 100, Stop)).Items);
    }

    [Fact]
    public async Task A_deletion_removes_earlier_events_and_keeps_later_ones()
    {
        await using EventStore store = Open(NewLocation());
        await StoreAsync(store, new("u", "a", 1), new("v", "a", 1));
        PendingWrite deletion = new([], "u");
        await store.WriteAsync([new PendingWrite([new("u", "b", 2)], null), deletion, new PendingWrite([new("u", "c", 3)], null)]);

        Assert.Equal(2, deletion.AffectedRows);
        Assert.Equal(["c"], (await store.GetHistoryAsync("u", 10, Stop)).Items);
        Assert.Equal(["a"], (await store.GetHistoryAsync("v", 10, Stop)).Items);
    }

    [Fact]
    public async Task Events_are_found_when_a_store_is_reopened()
    {
        string location = NewLocation();
        await using (EventStore first = Open(location))
        {
            await StoreAsync(first, new UserEvent("ü'; DROP TABLE event; --", "日本", 1));
        }

        await using EventStore second = Open(location);
        Assert.Equal(["日本"], (await second.GetHistoryAsync("ü'; DROP TABLE event; --", 10, Stop)).Items);
    }

    [Fact]
    public async Task A_store_with_a_newer_schema_is_refused()
    {
        string location = NewLocation();
        await using (Open(location))
        {
        }

        using (Database database = OpenDatabase(location))
        {
            await ExecuteAsync(database, "INSERT INTO elbo_event_schema (version) VALUES (99)");
        }

        Assert.Contains("schema 99", Assert.Throws<ElboException>(() => Open(location)).Message, StringComparison.Ordinal);
    }

    /// <summary>The location of a new store.</summary>
    protected abstract string NewLocation();

    /// <summary>SQL that makes the database refuse events with an item.</summary>
    protected abstract string RefuseItem(string item);

    internal static Database OpenDatabase(string location) =>
        new DatabaseRegistry([new PostgresProvider(), new InMemoryProvider(), new SqliteProvider()]).Open(location, new DatabaseOptions("Elbo:EventStore", "an event store", TimeSpan.FromSeconds(10)));

    internal static EventStore Open(string location)
    {
        Database database = OpenDatabase(location);
        try
        {
            EventStore store = new(database);
            store.Open();
            return store;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    internal static async Task ExecuteAsync(Database database, string sql)
    {
        await using DbConnection connection = database.Open();
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Stop);
    }

    private protected static Task StoreAsync(EventStore store, params UserEvent[] events) => store.WriteAsync([new PendingWrite(events, null)]);

    private static EventWriter NewWriter(EventStore store) => new(
        store, new ServerOptions(), new ServerMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>()), NullLogger<EventWriter>.Instance);
}

/// <summary>The contract in a database in memory.</summary>
public sealed class InMemoryEventStoreTests : EventStoreContract, IDisposable
{
    private readonly List<Database> open = [];

    public void Dispose() => open.ForEach(database => database.Dispose());

    protected override string NewLocation()
    {
        // Another connection keeps the database while a test closes and opens it.
        string location = $"memory:{Guid.NewGuid()}";
        Database database = OpenDatabase(location);
        database.OpenOrCreate().Dispose();
        open.Add(database);
        return location;
    }

    protected override string RefuseItem(string item) => SqliteEventStoreTests.RefuseItemTrigger(item);
}
