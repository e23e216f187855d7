using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Elbo.Search;

namespace Elbo.Tests.Cli;

/// <summary>Search processes killed without warning while others continue.</summary>
public sealed partial class KilledSearchTests(StudyFixture study) : IClassFixture<StudyFixture>
{
    private const int Kills = 5;

    [Fact]
    public void Workers_killed_at_random_lose_no_trial_and_complete_none_twice()
    {
        ConcurrentBag<string> lines = [];
        CreateStudy("killed");
        Random random = new(5);
        List<Process> workers = [Start("killed", lines.Add), Start("killed", lines.Add)];
        for (int kill = 0; kill < Kills; kill++)
        {
            // At a random point while a trial starts, trains or writes, after as many finished trials as kills.
            Process victim = workers[random.Next(workers.Count)];
            while (CountEnded() < kill && !workers.TrueForAll(worker => worker.HasExited))
            {
                workers[0].WaitForExit(TimeSpan.FromMilliseconds(20));
            }

            victim.WaitForExit(TimeSpan.FromMilliseconds(random.Next(800)));
            if (!victim.HasExited)
            {
                victim.Kill();
            }

            victim.WaitForExit();
            workers.Remove(victim);
            victim.Dispose();
            workers.Add(Start("killed", lines.Add));
        }

        foreach (Process worker in workers)
        {
            worker.WaitForExit();
            Assert.Equal(0, worker.ExitCode);
            worker.Dispose();
        }

        using StudyStore store = StudyStore.Open(study.Store);
        IReadOnlyList<TrialSummary> trials = store.GetTrials("killed");
        Assert.Equal(Enumerable.Range(1, StudyFixture.GridPoints), trials.Select(trial => trial.Number));
        Assert.All(trials, trial => Assert.True(trial.State == TrialState.Completed, $"trial {trial.Number} {trial.State}: {trial.Error}"));
        Assert.All(trials, trial => Assert.Equal([1, 2], trial.Curve.Select(point => point.Epoch)));
        Assert.Equal(StudyFixture.GridPoints, trials.Select(trial => string.Join(' ', SearchSpace.ToOverrides(trial.Values))).Distinct().Count());

        // A worker killed between finishing a trial and printing it prints nothing; no trial is printed twice.
        string[] printed = [.. lines.Select(line => CompletedTrial().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value)];
        Assert.Equal(printed.Distinct().Count(), printed.Length);
    }

    [Fact]
    public void A_worker_reports_that_it_waits_for_other_workers_trials_and_takes_a_released_one()
    {
        CreateStudy("waited", "budget.trials=2", "strategy.truncate=true");
        using StudyStore store = StudyStore.Open(study.Store, new StudyStoreOptions { LeaseDuration = TimeSpan.FromMinutes(2) });
        SearchSpace space = store.GetDefinition("waited").ReadSpace();
        TrialLease held = store.AcquireTrial("waited", "another", (null, null), SearchStrategyFactory.Create(space, 42).Propose).Lease!;
        ConcurrentBag<string> waits = [];

        using Process worker = Start("waited", line =>
        {
            if (line.StartsWith("waiting for trial 1, running in another process", StringComparison.Ordinal))
            {
                waits.Add(line);
                store.Release(held);
            }
        });
        worker.WaitForExit();

        Assert.Equal(0, worker.ExitCode);
        Assert.Single(waits);
        Assert.All(store.GetTrials("waited"), trial => Assert.Equal(TrialState.Completed, trial.State));
    }

    private int CountEnded()
    {
        using StudyStore store = StudyStore.Open(study.Store);
        return store.GetTrials("killed").Count(trial => trial.State.HasEnded());
    }

    /// <summary>A study without trials, so that all workers start with --resume.</summary>
    private void CreateStudy(string name, params string[] overrides)
    {
        SearchSpace space = SearchSpace.Read(study.Space, ["strategy.kind=grid", .. overrides]);
        using HttpClient http = new();
        Elbo.Data.InteractionDataset data = new Elbo.Data.Readers.DataLoader(http).Load(study.Data, new(), space.Recipe.Preprocessing, new RunContext(), null);
        using StudyStore store = StudyStore.Open(study.Store);
        store.Create(StudyDefinition.Create(name, space, new(study.Data, new()), data.Fingerprint, new RunContext(), "elbo search"));
    }

    private Process Start(string name, Action<string> line) =>
        ElboProcess.Start(study.Search("--resume", name, "--lease", "2", "--threads", "1"), error: line);

    [GeneratedRegex(@"^trial +(\d+) completed")]
    private static partial Regex CompletedTrial();
}
