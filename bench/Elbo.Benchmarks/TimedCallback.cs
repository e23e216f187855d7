using System.Diagnostics;
using Elbo.Training;

namespace Elbo.Benchmarks;

/// <summary>Measures the time that another callback takes.</summary>
internal sealed class TimedCallback(ITrainingCallback inner) : ITrainingCallback
{
    /// <summary>Time spent in the inner callback so far.</summary>
    public TimeSpan Spent { get; private set; }

    public void OnStarted(TrainingContext training) => Time(() => inner.OnStarted(training));

    public void OnStepCompleted(TrainingContext training)
    {
        // No closure here: this runs thousands of times and is part of the measurement.
        long start = Stopwatch.GetTimestamp();
        inner.OnStepCompleted(training);
        Spent += Stopwatch.GetElapsedTime(start);
    }

    public void OnEpochCompleted(TrainingContext training) => Time(() => inner.OnEpochCompleted(training));

    public void OnInterrupted(TrainingContext training) => Time(() => inner.OnInterrupted(training));

    public void OnCompleted(TrainingContext training) => Time(() => inner.OnCompleted(training));

    private void Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        Spent += Stopwatch.GetElapsedTime(start);
    }
}
