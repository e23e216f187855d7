using System.Diagnostics;
using Elbo.Training;

namespace Elbo.Benchmarks;

/// <summary>Measures how long another callback holds up the training.</summary>
internal sealed class TimedCallback(ITrainingCallback inner) : ITrainingCallback
{
    /// <summary>Time spent in the other so far.</summary>
    public TimeSpan Spent { get; private set; }

    public void Started(TrainingRun run) => Time(() => inner.Started(run));

    public void StepEnded(TrainingRun run)
    {
        // No closure here, for this is what is measured thousands of times.
        long start = Stopwatch.GetTimestamp();
        inner.StepEnded(run);
        Spent += Stopwatch.GetElapsedTime(start);
    }

    public void EpochEnded(TrainingRun run) => Time(() => inner.EpochEnded(run));

    public void Interrupted(TrainingRun run) => Time(() => inner.Interrupted(run));

    public void Ended(TrainingRun run) => Time(() => inner.Ended(run));

    private void Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        Spent += Stopwatch.GetElapsedTime(start);
    }
}
