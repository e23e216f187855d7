using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Elbo.Data.Readers;
using Elbo.Runs;
using Elbo.Search;

namespace Elbo.Tests.Search;

public sealed class StudyWorkerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("elbo-worker-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_study_runs_to_its_budget_with_any_number_of_jobs(int jobs)
    {
        using StudyStore store = Store("\"strategy\": {\"kind\": \"random\"}, \"pruning\": {\"kind\": \"none\"}, \"budget\": {\"trials\": 12}");
        Worker(store, new FakeTrialRunner()).Run(jobs);

        Assert.Equal(Enumerable.Range(1, 12), store.GetTrials("s").Select(trial => trial.Number));
        Assert.All(store.GetTrials("s"), trial => Assert.Equal((TrialState.Completed, 9), (trial.State, trial.Curve.Count)));
    }

    [Fact]
    public void An_interrupted_search_continues_with_the_same_proposals()
    {
        const string Beside = "\"strategy\": {\"startupTrials\": 4}, \"budget\": {\"trials\": 14}";
        using StudyStore whole = Store(Beside, "whole.db");
        Worker(whole, new FakeTrialRunner()).Run(1);
        using StudyStore broken = Store(Beside, "broken.db");
        foreach (int after in (int[])[1, 3, 7, 2, 50])
        {
            FakeTrialRunner trainings = new() { CancelAfter = after };
            try
            {
                Worker(broken, trainings).Run(1);
            }
            catch (OperationCanceledException)
            {
                Assert.Contains(broken.GetTrials("s"), trial => trial.State == TrialState.Waiting);
            }
        }

        Assert.Equal(
            whole.GetTrials("s").Select(trial => $"{trial.State} {SearchSpaceFixtures.FormatValues(trial.Values)} {trial.Value}"),
            broken.GetTrials("s").Select(trial => $"{trial.State} {SearchSpaceFixtures.FormatValues(trial.Values)} {trial.Value}"));
    }

    [Fact]
    public void Pruned_trials_keep_their_best_value()
    {
        using StudyStore store = Store("\"strategy\": {\"kind\": \"random\"}, \"budget\": {\"trials\": 20}");
        Worker(store, new FakeTrialRunner()).Run(1);
        TrialSummary[] pruned = [.. store.GetTrials("s").Where(trial => trial.State == TrialState.Pruned)];

        Assert.InRange(pruned.Length, 5, 18);
        Assert.All(pruned, trial => Assert.True(trial.Curve.Count is 1 or 3, $"{trial.Curve.Count}"));
        Assert.All(pruned, trial => Assert.Equal(trial.Curve.Max(point => point.Value), trial.Value));
    }

    [Fact]
    public void A_failed_trial_does_not_affect_the_others()
    {
        using StudyStore store = Store("\"pruning\": {\"kind\": \"none\"}, \"budget\": {\"trials\": 5}");
        Worker(store, new FakeTrialRunner { Fails = 2 }).Run(1);

        Assert.Equal([TrialState.Completed, TrialState.Failed, TrialState.Completed, TrialState.Completed, TrialState.Completed], store.GetTrials("s").Select(trial => trial.State));
        Assert.Equal("crashed", store.GetTrials("s")[1].Error);
    }

    [Fact]
    public void An_error_of_the_machine_ends_the_search_and_returns_its_trial()
    {
        using StudyStore store = Store("\"pruning\": {\"kind\": \"none\"}, \"budget\": {\"trials\": 3}");
        FakeTrialRunner full = new() { AtFirstEpoch = _ => throw new ElboException("the disk is full") };

        Assert.Equal("the disk is full", Assert.Throws<ElboException>(() => Worker(store, full).Run(1)).Message);
        Assert.Equal(TrialState.Waiting, Assert.Single(store.GetTrials("s")).State);
        Worker(store, new FakeTrialRunner()).Run(1);
        Assert.Equal([TrialState.Completed, TrialState.Completed, TrialState.Completed], store.GetTrials("s").Select(trial => trial.State));
    }

    [Fact]
    public void Failed_trials_can_be_retried_and_others_are_left_alone()
    {
        using StudyStore store = Store("\"pruning\": {\"kind\": \"none\"}, \"budget\": {\"trials\": 3}");
        Worker(store, new FakeTrialRunner { Fails = 2 }).Run(1);
        TrialSummary[] before = [.. store.GetTrials("s")];

        Assert.Equal(1, store.RetryFailed("s"));
        Worker(store, new FakeTrialRunner()).Run(1);

        TrialSummary[] after = [.. store.GetTrials("s")];
        Assert.Equal((TrialState.Failed, TrialState.Completed, null), (before[1].State, after[1].State, after[1].Error));
        Assert.Equal(before[0].Value, after[0].Value);
        Assert.Equal(before[1].Values["options.latentSize"]!.ToString(), after[1].Values["options.latentSize"]!.ToString());
        Assert.Equal(0, store.RetryFailed("s"));
    }

    [Fact]
    public void An_invalid_combination_of_values_fails_only_its_trial()
    {
        // A value that the search space would not propose: a latent size that is not a number.
        using StudyStore store = Store("\"pruning\": {\"kind\": \"none\"}, \"budget\": {\"trials\": 2}");
        store.AcquireTrial("s", "w", (null, null), (_, _) => new Dictionary<string, JsonNode?> { ["options.latentSize"] = "many" });
        store.Release(new TrialLease("s", 1, 1, new Dictionary<string, JsonNode?>()));
        Worker(store, new FakeTrialRunner()).Run(1);

        Assert.Equal([TrialState.Failed, TrialState.Completed], store.GetTrials("s").Select(trial => trial.State));
        Assert.Contains("options.latentSize is \"many\"", store.GetTrials("s")[0].Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_that_lost_its_trial_leaves_it_to_the_other()
    {
        using StudyStore store = Store("\"pruning\": {\"kind\": \"none\"}, \"budget\": {\"trials\": 1}", lease: TimeSpan.FromHours(1));
        using StudyStore other = StudyStore.Open(Path.Combine(folder, "studies.db"), new StudyStoreOptions { LeaseDuration = TimeSpan.FromHours(1) });
        FakeTrialRunner trainings = new()
        {
            // Returned and acquired by another worker during training, which ends it before this one reports again.
            AtFirstEpoch = lease =>
            {
                other.Release(lease);
                TrialLease taken = other.AcquireTrial("s", "other", (1, null), (_, _) => null).Lease!;
                other.Finish(taken, new TrialOutcome(TrialState.Completed, 0.5, 1, null));
            },
        };
        Worker(store, trainings).Run(1);

        TrialSummary trial = Assert.Single(store.GetTrials("s"));
        Assert.Equal((TrialState.Completed, 0.5), (trial.State, trial.Value));
        Assert.Equal([1], trainings.LostTrials);
    }

    [Fact]
    public void A_slot_waits_only_after_the_other_slot_has_announced_its_trial_and_ends_with_it()
    {
        // Waking up by the clock would take six minutes.
        using StudyStore store = Store("\"pruning\": {\"kind\": \"none\"}, \"budget\": {\"trials\": 1}", lease: TimeSpan.FromHours(1));
        FakeTrialRunner trainings = new() { BeginsWhenAnotherWaits = true };
        Worker(store, trainings).Run(2);

        Assert.Equal(["started", "waiting"], trainings.Notifications.Take(2));
    }

    private StudyStore Store(string beside, string file = "studies.db", TimeSpan? lease = null)
    {
        StudyStore store = StudyStore.Open(Path.Combine(folder, file), new StudyStoreOptions { LeaseDuration = lease ?? TimeSpan.FromMinutes(1) });
        SearchSpace space = SearchSpaceFixtures.Create("\"options.latentSize\": {\"from\": 1, \"to\": 1000}", ", " + beside);
        store.Create(StudyDefinition.Create("s", space, new DataSource("data.csv", new ReadOptions()), "f00", new RunContext { Seed = 7 }, "elbo search"));
        return store;
    }

    private static StudyWorker Worker(StudyStore store, FakeTrialRunner trainings) =>
        new(store, "s", trainings, new RunContext { CancellationToken = trainings.Cancellation.Token }, [trainings]);

    /// <summary>Trains no model: a trial of latent size n has value n / 1000 plus a little more in each epoch.</summary>
    private sealed class FakeTrialRunner : ITrialRunner, IStudyObserver
    {
        private int begun;

        public CancellationTokenSource Cancellation { get; } = new();

        /// <summary>Cancels the search in the middle of the next trial after this many.</summary>
        public int CancelAfter { get; init; } = int.MaxValue;

        public int Fails { get; init; }

        public ConcurrentBag<int> LostTrials { get; } = [];

        public Action<TrialLease>? AtFirstEpoch { get; init; }

        public bool BeginsWhenAnotherWaits { get; init; }

        public ConcurrentQueue<string> Notifications { get; } = [];

        public string GetFolder(TrialLease trial)
        {
            SpinWait.SpinUntil(() => !BeginsWhenAnotherWaits || Notifications.Contains("waiting"), TimeSpan.FromMinutes(1));
            return $"trial-{trial.Number}";
        }

        public TrialOutcome Run(TrialLease trial, Recipe recipe, Func<TrialMetric, bool> report, CancellationToken cancellationToken)
        {
            bool last = Interlocked.Increment(ref begun) > CancelAfter;
            if (trial.Number == Fails)
            {
                return new TrialOutcome(TrialState.Failed, null, 0, "crashed");
            }

            int size = ((Elbo.Models.MultVaeOptions)recipe.Options).LatentSize;
            double value = 0;
            for (int epoch = 1; epoch <= recipe.Training.Epochs; epoch++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                value = (size / 1000.0) + (epoch / 1e6);
                if (!report(new TrialMetric(epoch, value, epoch)))
                {
                    break;
                }

                if (epoch == 1)
                {
                    AtFirstEpoch?.Invoke(trial);
                }

                if (last && epoch == 2)
                {
                    Cancellation.Cancel();
                }
            }

            cancellationToken.ThrowIfCancellationRequested();
            return new TrialOutcome(TrialState.Completed, value, recipe.Training.Epochs, null);
        }

        public void TrialStarted(TrialLease trial) => Notifications.Enqueue("started");

        public void TrialReported(TrialLease trial, TrialMetric metric)
        {
        }

        public void TrialEnded(TrialLease trial, TrialOutcome outcome)
        {
        }

        public void LeaseLost(TrialLease trial) => LostTrials.Add(trial.Number);

        public void Waiting(TimeSpan leaseDuration) => Notifications.Enqueue("waiting");
    }
}
