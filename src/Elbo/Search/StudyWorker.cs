using Elbo.Runs;
using Microsoft.Extensions.Logging;

namespace Elbo.Search;

/// <summary>Works on a study, alone or beside other workers, until no trial is left.</summary>
public sealed class StudyWorker
{
    private readonly string name = FormattableString.Invariant($"{Environment.MachineName}:{Environment.ProcessId}");
    private readonly StudyStore store;
    private readonly string study;
    private readonly ITrialRunner trials;
    private readonly RunContext context;
    private readonly IReadOnlyList<IStudyObserver> observers;
    private readonly SearchSpace space;
    private readonly ISearchStrategy strategy;
    private readonly IPruner? pruner;
    private readonly Lock taking = new();

    /// <summary>A worker of a study.</summary>
    /// <param name="store">Where the study is.</param>
    /// <param name="study">Its name.</param>
    /// <param name="trials">Carries out the trials.</param>
    /// <param name="context">Cancellation and messages.</param>
    /// <param name="observers">Told of what happens.</param>
    /// <exception cref="ElboException">There is no such study, or its grid is larger than its budget.</exception>
    public StudyWorker(StudyStore store, string study, ITrialRunner trials, RunContext context, IReadOnlyList<IStudyObserver> observers)
    {
        ArgumentNullException.ThrowIfNull(store);
        this.store = store;
        this.study = study;
        this.trials = trials;
        this.context = context;
        this.observers = observers;
        StudyDefinition definition = store.Definition(study);
        space = definition.ReadSpace();
        strategy = SearchStrategy.Create(space, definition.Seed);
        pruner = Pruner.Create(space);
    }

    /// <summary>Carries out trials until the budget is spent and every trial has ended, here or elsewhere.</summary>
    /// <param name="jobs">How many at once.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; trials under way were given back.</exception>
    /// <exception cref="ElboException">The store cannot be reached any more.</exception>
    public void Run(int jobs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(jobs, 1);
        using CancellationTokenSource failed = CancellationTokenSource.CreateLinkedTokenSource(context.Cancellation);
        Task[] slots = [.. Enumerable.Range(0, jobs).Select(_ => Task.Factory.StartNew(
            () => Work(context with { Cancellation = failed.Token }, failed), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
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

    /// <summary>Takes trials one after the other; an error ends the other slots too.</summary>
    private void Work(RunContext slot, CancellationTokenSource failed)
    {
        try
        {
            while (true)
            {
                slot.Cancellation.ThrowIfCancellationRequested();
                TakeResult taken = Take();
                if (taken.Lease is { } lease)
                {
                    Carry(lease, slot);
                }
                else if (taken.IsDone)
                {
                    return;
                }
                else
                {
                    // Others are at the last trials; should one of them die, its trial comes free.
                    Tell(observer => observer.Waiting(store.Lease));
                    slot.Cancellation.WaitHandle.WaitOne(store.Lease / 10);
                }
            }
        }
        catch
        {
            failed.Cancel();
            throw;
        }
    }

    /// <summary>Takes a trial and tells of it at once, before another slot can find it under way and wait for it.</summary>
    private TakeResult Take()
    {
        lock (taking)
        {
            TakeResult taken = store.Take(study, name, (space.MaxTrials, space.Budget.TrainingHours), strategy.Propose);
            if (taken.Lease is { } lease)
            {
                Tell(observer => observer.Started(lease));
            }

            return taken;
        }
    }

    private void Carry(TrialLease lease, RunContext slot)
    {
        TrialOutcome? outcome = null;
        bool lost = false;
        try
        {
            lost = !store.SetRunFolder(lease, trials.Folder(lease));
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

        // Whoever has taken the trial over ends it.
        lost = lost || (outcome is not null && !store.Finish(lease, outcome));
        if (lost)
        {
            context.Logger.LogWarning("trial {Number} has been taken over by another worker and is left to that one", lease.Number);
            Tell(observer => observer.Lost(lease));
        }
        else if (outcome is not null)
        {
            Tell(observer => observer.Ended(lease, outcome));
        }
    }

    /// <summary>How the training went; null where it was cancelled.</summary>
    private TrialOutcome? Train(TrialLease lease, Heartbeat heartbeat)
    {
        bool pruned = false;
        Recipe recipe;
        try
        {
            recipe = space.With(lease.Values);
        }
        catch (ElboException error)
        {
            return new TrialOutcome(TrialState.Failed, null, 0, error.Message);
        }

        try
        {
            TrialOutcome outcome = trials.Run(lease, recipe, Report, heartbeat.Token);
            return pruned && outcome.State == TrialState.Completed ? outcome with { State = TrialState.Pruned, Value = BestOf(lease) } : outcome;
        }
        catch (OperationCanceledException) when (heartbeat.Token.IsCancellationRequested)
        {
            return null;
        }

        bool Report(TrialPoint point)
        {
            if (!store.Report(lease, point))
            {
                heartbeat.Lose();
                return false;
            }

            Tell(observer => observer.Reported(lease, point));

            // After its last epoch a trial is complete, however it stands.
            pruned = point.Epoch < recipe.Training.Epochs && pruner is not null && Judge(pruner, lease);
            return !pruned;
        }
    }

    private bool Judge(IPruner rule, TrialLease lease)
    {
        IReadOnlyList<TrialSummary> all = store.Trials(study);
        return rule.ShouldStop(all.Single(trial => trial.Number == lease.Number), [.. all.Where(trial => trial.Number != lease.Number)]);
    }

    private double? BestOf(TrialLease lease)
    {
        IReadOnlyList<TrialPoint> curve = store.Trials(study).Single(trial => trial.Number == lease.Number).Curve;
        return curve.Count == 0 ? null : Pruner.Best(curve, int.MaxValue, space.Maximize);
    }

    private void Tell(Action<IStudyObserver> tell)
    {
        foreach (IStudyObserver observer in observers)
        {
            tell(observer);
        }
    }
}
