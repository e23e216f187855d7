using System.Collections.Concurrent;
using Elbo.Runs;
using Microsoft.Extensions.Logging;

namespace Elbo.Search;

/// <summary>Runs the trials of a study, alone or together with other workers, until none is left.</summary>
internal sealed class StudyWorker
{
    private readonly string name = FormattableString.Invariant($"{Environment.MachineName}:{Environment.ProcessId}");
    private readonly StudyStore store;
    private readonly string study;
    private readonly ITrialRunner runner;
    private readonly RunContext context;
    private readonly IReadOnlyList<IStudyObserver> observers;
    private readonly SearchSpace space;
    private readonly ISearchStrategy strategy;
    private readonly IPruner? pruner;
    private readonly Lock acquireLock = new();

    // Completed and pruned trials never change, so they are read from the store once.
    private readonly ConcurrentDictionary<int, TrialSummary> ended = new();
    private TaskCompletionSource trialEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Creates a worker.</summary>
    /// <param name="store">The store.</param>
    /// <param name="study">The study's name.</param>
    /// <param name="runner">Runs the trials.</param>
    /// <param name="context">Cancellation and logger.</param>
    /// <param name="observers">Observers of the progress.</param>
    /// <exception cref="ElboException">The study does not exist, or its grid is larger than its budget.</exception>
    public StudyWorker(StudyStore store, string study, ITrialRunner runner, RunContext context, IReadOnlyList<IStudyObserver> observers)
    {
        ArgumentNullException.ThrowIfNull(store);
        this.store = store;
        this.study = study;
        this.runner = runner;
        this.context = context;
        this.observers = observers;
        StudyDefinition definition = store.GetDefinition(study);
        space = definition.ReadSpace();
        strategy = SearchStrategyFactory.Create(space, definition.Seed);
        pruner = PrunerFactory.Create(space);
    }

    /// <summary>Runs trials until the budget is spent and every trial has ended, here or elsewhere.</summary>
    /// <param name="jobs">Number of trials at once.</param>
    /// <exception cref="OperationCanceledException">The search was cancelled; running trials were returned.</exception>
    /// <exception cref="ElboException">The store is no longer reachable.</exception>
    public void Run(int jobs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(jobs, 1);
        using CancellationTokenSource failed = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        Task[] slots = [.. Enumerable.Range(0, jobs).Select(_ => Task.Factory.StartNew(
            () => RunSlot(context with { CancellationToken = failed.Token }, failed), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        Task all = Task.WhenAll(slots);
        try
        {
            all.GetAwaiter().GetResult();
        }
        catch when (all.Exception?.InnerExceptions.FirstOrDefault(error => error is not OperationCanceledException) is { } cause)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(cause);
        }
    }

    /// <summary>Runs trials one after another; an error stops the other slots too.</summary>
    private void RunSlot(RunContext slot, CancellationTokenSource failed)
    {
        try
        {
            while (true)
            {
                slot.CancellationToken.ThrowIfCancellationRequested();
                Task anotherEnds = Volatile.Read(ref trialEnded).Task;
                TrialAcquisition acquired = AcquireTrial();
                if (acquired.Lease is { } lease)
                {
                    RunTrial(lease, slot);
                    Interlocked.Exchange(ref trialEnded, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
                }
                else if (acquired.IsDone)
                {
                    return;
                }
                else
                {
                    // The last trials are running, in other slots or other workers. If a worker dies, its trial becomes available.
                    Notify(observer => observer.Waiting(store.LeaseDuration));
                    _ = anotherEnds.Wait(store.LeaseDuration / 10, slot.CancellationToken);
                }
            }
        }
        catch
        {
            failed.Cancel();
            throw;
        }
    }

    /// <summary>Acquires a trial and notifies observers at once, before another slot can see it running and wait for it.</summary>
    private TrialAcquisition AcquireTrial()
    {
        lock (acquireLock)
        {
            TrialAcquisition acquired = store.AcquireTrial(study, name, (space.MaxTrials, space.Budget.TrainingHours), strategy.Propose);
            if (acquired.Lease is { } lease)
            {
                Notify(observer => observer.TrialStarted(lease));
            }

            return acquired;
        }
    }

    private void RunTrial(TrialLease lease, RunContext slot)
    {
        TrialOutcome? outcome = null;
        bool lost = false;
        try
        {
            lost = !store.SetRunFolder(lease, runner.GetFolder(lease));
            if (!lost)
            {
                using Heartbeat heartbeat = new(store, lease, slot);
                outcome = Train(lease, heartbeat);
                lost = heartbeat.IsLost;
            }
        }
        finally
        {
            if (outcome is null && !lost)
            {
                _ = store.Release(lease);
            }
        }

        // The worker that has taken the trial over ends it.
        lost = lost || (outcome is not null && !store.Finish(lease, outcome));
        if (lost)
        {
            context.Logger.LogWarning("trial {Number}: lease lost; another worker is running this trial", lease.Number);
            Notify(observer => observer.LeaseLost(lease));
        }
        else if (outcome is not null)
        {
            Notify(observer => observer.TrialEnded(lease, outcome));
        }
    }

    /// <summary>Trains a trial and returns the outcome; null if it was cancelled.</summary>
    private TrialOutcome? Train(TrialLease lease, Heartbeat heartbeat)
    {
        bool pruned = false;
        Recipe recipe;
        try
        {
            recipe = space.CreateRecipe(lease.Values);
        }
        catch (ElboException error)
        {
            return new TrialOutcome(TrialState.Failed, null, 0, error.Message);
        }

        try
        {
            TrialOutcome outcome = runner.Run(lease, recipe, Report, heartbeat.Token);
            return pruned && outcome.State == TrialState.Completed ? outcome with { State = TrialState.Pruned, Value = BestValue(lease) } : outcome;
        }
        catch (OperationCanceledException) when (heartbeat.Token.IsCancellationRequested)
        {
            return null;
        }

        bool Report(TrialMetric point)
        {
            if (!store.AddMetric(lease, point))
            {
                heartbeat.MarkLost();
                return false;
            }

            Notify(observer => observer.TrialReported(lease, point));

            // A trial is not pruned after its last epoch.
            pruned = point.Epoch < recipe.Training.Epochs && pruner?.DecidesAt(point.Epoch) == true && ShouldPrune(pruner, lease);
            return !pruned;
        }
    }

    private bool ShouldPrune(IPruner pruner, TrialLease lease)
    {
        IReadOnlyList<TrialSummary> all = store.GetTrials(study, ended);
        foreach (TrialSummary trial in all.Where(trial => trial.State is TrialState.Completed or TrialState.Pruned))
        {
            ended.TryAdd(trial.Number, trial);
        }

        return pruner.ShouldPrune(all.Single(trial => trial.Number == lease.Number), [.. all.Where(trial => trial.Number != lease.Number)]);
    }

    private double? BestValue(TrialLease lease)
    {
        IReadOnlyList<TrialMetric> curve = store.GetTrials(study).Single(trial => trial.Number == lease.Number).Curve;
        return curve.Count == 0 ? null : PrunerFactory.BestValue(curve, int.MaxValue, space.Maximize);
    }

    private void Notify(Action<IStudyObserver> notify)
    {
        foreach (IStudyObserver observer in observers)
        {
            notify(observer);
        }
    }
}
