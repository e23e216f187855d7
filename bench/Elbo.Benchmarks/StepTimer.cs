using System.Diagnostics;
using Elbo.Training;

namespace Elbo.Benchmarks;

/// <summary>Notes how long each update of a training takes, batch and all, and each epoch's updates together.</summary>
internal sealed class StepTimer : ITrainingCallback
{
    private long last;

    /// <summary>Milliseconds of each update.</summary>
    public List<double> StepMilliseconds { get; } = [];

    /// <summary>Milliseconds of each epoch's updates.</summary>
    public List<double> EpochMilliseconds { get; } = [];

    public void OnStarted(TrainingContext training) => last = Stopwatch.GetTimestamp();

    public void OnStepCompleted(TrainingContext training)
    {
        StepMilliseconds.Add(Stopwatch.GetElapsedTime(last).TotalMilliseconds);
        last = Stopwatch.GetTimestamp();
    }

    public void OnEpochCompleted(TrainingContext training)
    {
        EpochMilliseconds.Add(StepMilliseconds.Sum() - EpochMilliseconds.Sum());
        last = Stopwatch.GetTimestamp();
    }
}
