using System.Text.Json.Nodes;
using Elbo.Search;
using Elbo.Tests.Tracking;
using Microsoft.Data.Sqlite;

namespace Elbo.Tests.Search;

public sealed class HeartbeatTests : IDisposable
{
    private static readonly StudyStoreOptions Short = new() { LeaseDuration = TimeSpan.FromMilliseconds(50) };

    private readonly string folder = Directory.CreateTempSubdirectory("elbo-heartbeat-").FullName;
    private readonly RecordingLogger logger = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Place => Path.Combine(folder, "studies.db");

    [Fact]
    public async Task A_database_error_is_logged_and_ends_neither_the_trial_nor_the_process()
    {
        using StudyStore store = StudyStore.Open(Place, Short);
        TrialLease lease = Begin(store);
        using (SqliteConnection other = new($"Data Source={Place};Pooling=False"))
        {
            other.Open();
            using SqliteCommand command = other.CreateCommand();
            command.CommandText = "ALTER TABLE trial RENAME TO elsewhere";
            command.ExecuteNonQuery();
        }

        using Heartbeat heartbeat = new(store, lease, new RunContext { Logger = logger });
        await logger.Warned.WaitAsync(TestContext.Current.CancellationToken);

        Assert.False(heartbeat.IsLost);
        Assert.Contains("no such table", logger.Warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_trial_acquired_by_another_worker_is_lost()
    {
        using StudyStore store = StudyStore.Open(Place, Short);
        TrialLease lease = Begin(store);
        Assert.True(store.Release(lease));
        Assert.NotNull(store.AcquireTrial("first", "other", (null, null), (_, _) => null).Lease);

        using Heartbeat heartbeat = new(store, lease, new RunContext { Logger = logger });
        Assert.True(heartbeat.Token.WaitHandle.WaitOne(TimeSpan.FromMinutes(1)));
        Assert.True(heartbeat.IsLost);
    }

    private static TrialLease Begin(StudyStore store)
    {
        store.Create(StudyStoreContract.Definition("first"));
        return store.AcquireTrial("first", "w", (null, null), (_, _) => new Dictionary<string, JsonNode?> { ["options.latentSize"] = 1 }).Lease!;
    }
}
