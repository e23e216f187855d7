using System.Diagnostics;
using Elbo.Training;

namespace Elbo.Benchmarks;

/// <summary>Records the time of each training step, including batch preparation, and of each epoch.</summary>
internal sealed class StepTimer : ITrainingCallback
{
    private long last;

    /// <summary>Milliseconds of each step.</summary>
    public List<double> StepMilliseconds { get; } = [];

    /// <summary>Milliseconds of each epoch, without validation.</summary>
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
