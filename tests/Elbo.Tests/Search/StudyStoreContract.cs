using System.Text.Json.Nodes;
using Elbo.Data.Readers;
using Elbo.Search;
using Elbo.Storage;

namespace Elbo.Tests.Search;

/// <summary>The behaviour of a study store, for every database.</summary>
public abstract class StudyStoreContract : IDisposable
{
    private const string Study = "first";

    // A lease that never expires within a test, and one that expires at once.
    private static readonly StudyStoreOptions Long = new() { LeaseDuration = TimeSpan.FromHours(1) };
    private static readonly StudyStoreOptions Lapsed = new() { LeaseDuration = TimeSpan.Zero };

    private readonly List<StudyStore> opened = [];
    private string? place;

    /// <summary>The location of a new, empty store.</summary>
    protected abstract string NewLocation();

    public void Dispose()
    {
        opened.ForEach(store => store.Dispose());
        Clean();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void A_study_definition_round_trips()
    {
        StudyStore store = Begun(Long);
        StudyDefinition definition = Open(Long).GetDefinition(Study);

        Assert.Equal([Study], store.GetStudyNames());
        Assert.Equal(("data.csv", "f00", 7L), (definition.Data, definition.DataFingerprint, definition.Seed));
        Assert.Equal("options.latentSize", Assert.Single(definition.ReadSpace().Parameters).Path);
        Assert.Empty(store.GetTrials(Study));
    }

    [Fact]
    public void Study_names_are_unique()
    {
        StudyStore store = Begun(Long);

        Assert.Contains("study 'first' already exists", Assert.Throws<ElboException>(() => store.Create(Definition(Study))).Message, StringComparison.Ordinal);
        Assert.Contains("did you mean 'first'?", Assert.Throws<ElboException>(() => store.GetDefinition("frist")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Trials_are_proposed_in_turn_until_the_budget_is_spent()
    {
        StudyStore store = Begun(Long);
        TrialLease first = Take(store, trials: 2)!;
        TrialLease second = Take(store, trials: 2)!;

        Assert.Equal((1, 2), (first.Number, second.Number));
        Assert.Equal(new TrialAcquisition(null, IsDone: false), TakeAny(store, trials: 2));
        Assert.True(store.Finish(first, Done(0.1)));
        Assert.True(store.Finish(second, Done(0.2)));
        Assert.Equal(new TrialAcquisition(null, IsDone: true), TakeAny(store, trials: 2));
        Assert.Equal(3, Take(store, trials: 3)!.Number);
    }

    [Fact]
    public void Training_hours_limit_a_study()
    {
        StudyStore store = Begun(Long);
        Assert.True(store.Finish(Take(store)!, new TrialOutcome(TrialState.Completed, 0.5, 1800, null)));

        Assert.NotNull(store.AcquireTrial(Study, "w", (null, 0.6), Propose).Lease);
        Assert.Equal(new TrialAcquisition(null, IsDone: false), store.AcquireTrial(Study, "w", (null, 0.5), Propose));
    }

    [Fact]
    public void A_trial_round_trips()
    {
        StudyStore store = Begun(Long);
        TrialLease lease = Take(store)!;
        Assert.True(store.SetRunFolder(lease, "runs/first/trial-0001"));
        Assert.True(store.AddMetric(lease, new TrialMetric(1, 0.25, 1.5)));
        Assert.True(store.AddMetric(lease, new TrialMetric(2, 0.125, 3)));
        Assert.Null(store.GetTrials(Study)[0].EndedAfterSeconds);
        Assert.True(store.Finish(lease, new TrialOutcome(TrialState.Pruned, 0.25, 3, null)));
        TrialLease failed = Take(store)!;
        Assert.True(store.Finish(failed, new TrialOutcome(TrialState.Failed, null, 0.5, "crashed")));

        TrialSummary[] trials = [.. Open(Long).GetTrials(Study)];
        Assert.Equal((1, TrialState.Pruned, 0.25, 3.0, "runs/first/trial-0001", null), (trials[0].Number, trials[0].State, trials[0].Value, trials[0].Seconds, trials[0].RunFolder, trials[0].Error));
        Assert.Equal([new TrialMetric(1, 0.25, 1.5), new TrialMetric(2, 0.125, 3)], trials[0].Curve);
        Assert.Equal("options.latentSize=1", SearchSpaceFixtures.FormatValues(trials[0].Values));
        Assert.Equal((TrialState.Failed, null, "crashed"), (trials[1].State, trials[1].Value, trials[1].Error));
        Assert.All(trials, trial => Assert.True(trial.EndedAfterSeconds >= trial.StartedAfterSeconds));
        Assert.True(trials[0].StartedAfterSeconds >= 0 && trials[1].StartedAfterSeconds >= trials[0].StartedAfterSeconds);
    }

    [Fact]
    public void Known_trials_are_returned_without_reading_them_again()
    {
        StudyStore store = Begun(Long);
        TrialLease first = Take(store)!;
        Assert.True(store.AddMetric(first, new TrialMetric(1, 0.1, 1)));
        Assert.True(store.Finish(first, Done(0.1)));
        Assert.True(store.AddMetric(Take(store)!, new TrialMetric(1, 0.2, 1)));
        TrialSummary known = store.GetTrials(Study)[0] with { RunFolder = "known" };
        IReadOnlyList<TrialSummary> trials = store.GetTrials(Study, new Dictionary<int, TrialSummary> { [1] = known });

        Assert.Same(known, trials[0]);
        Assert.Equal((2, 0.2), (trials[1].Number, Assert.Single(trials[1].Curve).Value));
    }

    [Fact]
    public void A_proposal_sees_the_earlier_trials_in_any_state()
    {
        StudyStore store = Begun(Long);
        Assert.True(store.Finish(Take(store)!, Done(0.5)));
        Take(store);
        store.AcquireTrial(Study, "w", (null, null), (number, history) =>
        {
            Assert.Equal(3, number);
            Assert.Equal([(TrialState.Completed, 0.5), (TrialState.Running, null)], history.Select(trial => (trial.State, trial.Value)));
            return Propose(number, history);
        });
    }

    [Fact]
    public void A_trial_with_an_expired_lease_is_taken_over_and_its_former_worker_cannot_write()
    {
        TrialLease stale = Take(Begun(Lapsed))!;
        StudyStore store = Open(Long);
        TrialLease taken = Take(store)!;

        Assert.Equal((stale.Number, SearchSpaceFixtures.FormatValues(stale.Values)), (taken.Number, SearchSpaceFixtures.FormatValues(taken.Values)));
        Assert.True(taken.Token > stale.Token);
        Assert.False(store.RenewLease(stale));
        Assert.False(store.AddMetric(stale, new TrialMetric(1, 0.9, 1)));
        Assert.False(store.SetRunFolder(stale, "elsewhere"));
        Assert.False(store.Release(stale));
        Assert.False(store.Finish(stale, Done(0.9)));
        Assert.True(store.Finish(taken, Done(0.3)));
        Assert.False(store.Finish(stale, Done(0.9)));
        TrialSummary trial = Assert.Single(store.GetTrials(Study));
        Assert.Equal((TrialState.Completed, 0.3, 0), (trial.State, trial.Value, trial.Curve.Count));
    }

    [Fact]
    public void A_heartbeat_keeps_a_trial()
    {
        TrialLease lapsed = Take(Begun(Lapsed))!;
        StudyStore store = Open(Long);
        Assert.True(store.RenewLease(lapsed));

        Assert.Equal(lapsed.Number + 1, Take(store)!.Number);
    }

    [Fact]
    public void A_returned_trial_is_the_next_to_be_acquired()
    {
        StudyStore store = Begun(Long);
        TrialLease first = Take(store)!;
        Take(store);
        Assert.True(store.Release(first));
        Assert.Equal(TrialState.Waiting, store.GetTrials(Study)[0].State);

        Assert.Equal(1, Take(store)!.Number);
        Assert.Equal(3, Take(store)!.Number);
    }

    [Fact]
    public void A_trial_ends_once()
    {
        StudyStore store = Begun(Long);
        TrialLease lease = Take(store)!;

        Assert.True(store.Finish(lease, Done(0.5)));
        Assert.False(store.Finish(lease, Done(0.6)));
        Assert.False(store.RenewLease(lease));
        Assert.Equal(0.5, store.GetTrials(Study)[0].Value);
    }

    [Fact]
    public void A_repeated_epoch_replaces_itself_and_later_epochs()
    {
        StudyStore store = Begun(Long);
        TrialLease lease = Take(store)!;
        foreach ((int epoch, double value) in ((int, double)[])[(1, 0.1), (2, 0.2), (3, 0.3), (2, 0.25)])
        {
            Assert.True(store.AddMetric(lease, new TrialMetric(epoch, value, epoch)));
        }

        Assert.Equal([0.1, 0.25], store.GetTrials(Study)[0].Curve.Select(point => point.Value));
    }

    [Fact]
    public void Many_workers_at_once_never_get_the_same_trial()
    {
        const int Workers = 6;
        const int Trials = 60;
        StudyStore[] stores = [Begun(Long), .. Enumerable.Range(1, Workers - 1).Select(_ => Open(Long))];
        List<int>[] taken = [.. stores.Select(_ => new List<int>())];
        Thread[] threads = [.. stores.Select((store, worker) => new Thread(() =>
        {
            while (Take(store, Trials) is { } lease)
            {
                taken[worker].Add(lease.Number);
                store.AddMetric(lease, new TrialMetric(1, lease.Number, 1));
                store.Finish(lease, Done(lease.Number));
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.Equal(Enumerable.Range(1, Trials), taken.SelectMany(numbers => numbers).Order());
        Assert.All(stores[0].GetTrials(Study), trial => Assert.Equal((TrialState.Completed, trial.Number), (trial.State, (int)trial.Value!.Value)));
    }

    [Fact]
    public void Trials_with_expired_leases_contested_by_many_workers_end_once_each()
    {
        const int Workers = 4;
        const int Trials = 20;

        // Every lease expires at once, so that each trial is acquired again and again while it runs.
        StudyStore[] stores = [Begun(Lapsed), .. Enumerable.Range(1, Workers - 1).Select(_ => Open(Lapsed))];
        int[] ends = new int[Trials + 1];
        Thread[] threads = [.. stores.Select(store => new Thread(() =>
        {
            while (TakeAny(store, Trials) is { IsDone: false } result)
            {
                if (result.Lease is { } lease && store.Finish(lease, Done(lease.Number)))
                {
                    Interlocked.Increment(ref ends[lease.Number]);
                }
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.All(ends[1..], count => Assert.Equal(1, count));
        Assert.All(stores[0].GetTrials(Study), trial => Assert.Equal(TrialState.Completed, trial.State));
    }

    [Fact]
    public void A_budget_can_be_changed()
    {
        StudyStore store = Begun(Long);
        store.SetBudget(Study, new SearchBudget { Trials = 60 });

        Assert.Equal(60, store.GetDefinition(Study).ReadSpace().MaxTrials);
    }

    [Fact]
    public void A_store_with_a_newer_schema_is_an_error()
    {
        using (Database database = OpenDatabase())
        {
            StudySchema.Schema.Migrate(database);
            using System.Data.Common.DbConnection connection = database.Open();
            using System.Data.Common.DbCommand command = connection.CreateCommand();
            command.CommandText = "UPDATE elbo_schema SET version = 1000";
            command.ExecuteNonQuery();
        }

        string message = Assert.Throws<ElboException>(() => Open(Long)).Message;
        Assert.Contains($"was created by a newer Elbo (schema 1000, this program supports 3)", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_of_the_first_version_is_migrated()
    {
        StudyStore store = Begun(Long);
        Assert.True(store.Finish(Take(store)!, Done(0.5)));
        using (Database database = OpenDatabase())
        {
            using System.Data.Common.DbConnection connection = database.Open();
            using System.Data.Common.DbCommand command = connection.CreateCommand();
            command.CommandText = "ALTER TABLE trial DROP COLUMN ended_after; ALTER TABLE trial_metric RENAME TO point; UPDATE elbo_schema SET version = 1";
            command.ExecuteNonQuery();
        }

        StudyStore migrated = Open(Long);
        Assert.Equal((0.5, null), (migrated.GetTrials(Study)[0].Value, migrated.GetTrials(Study)[0].EndedAfterSeconds));
        Assert.True(migrated.Finish(Take(migrated)!, Done(0.25)));
        Assert.NotNull(migrated.GetTrials(Study)[1].EndedAfterSeconds);
    }

    [Fact]
    public void Workers_that_open_a_new_store_concurrently_create_its_tables_once()
    {
        _ = Location;
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() => StudyStore.Open(Location).Dispose()))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.Empty(Open(Long).GetStudyNames());
    }

    [Fact]
    public void A_summary_contains_definition_and_trials()
    {
        StudyStore store = Begun(Long);
        Assert.True(store.Finish(Take(store)!, Done(0.1)));
        Assert.True(store.Finish(Take(store)!, Done(0.3)));
        StudySummary summary = store.GetSummary(Study);

        Assert.Equal(("first", "tiny", "mult-vae", "ndcg@100", true, "tpe", "asha", 7L), (
            summary.Name, summary.Recipe, summary.Model, summary.Metric, summary.Maximize, summary.Strategy, summary.Pruning, summary.Seed));
        Assert.Equal(["options.latentSize"], summary.Parameters);
        Assert.Equal(2, summary.Best!.Number);
    }

    private Database OpenDatabase() => DatabaseRegistry.Default.Open(Location, new DatabaseOptions("--store", "a study store", TimeSpan.FromSeconds(5)));

    /// <summary>Deletes the files of a test.</summary>
    protected virtual void Clean()
    {
    }

    private string Location => place ??= NewLocation();

    private StudyStore Open(StudyStoreOptions options)
    {
        StudyStore store = StudyStore.Open(Location, options);
        opened.Add(store);
        return store;
    }

    private StudyStore Begun(StudyStoreOptions options)
    {
        StudyStore store = Open(options);
        store.Create(Definition(Study));
        return store;
    }

    internal static StudyDefinition Definition(string name) => StudyDefinition.Create(
        name, SearchSpaceFixtures.Create("\"options.latentSize\": {\"from\": 1, \"to\": 1000}"), new DataSource("data.csv", new ReadOptions()), "f00", new RunContext { Seed = 7 }, "elbo search");

    private static TrialLease? Take(StudyStore store, int? trials = null) => TakeAny(store, trials).Lease;

    private static TrialAcquisition TakeAny(StudyStore store, int? trials) => store.AcquireTrial(Study, "w", (trials, null), Propose);

    private static Dictionary<string, JsonNode?> Propose(int number, IReadOnlyList<TrialSummary> history) => new() { ["options.latentSize"] = number };

    private static TrialOutcome Done(double value) => new(TrialState.Completed, value, 1, null);
}
