using System.Diagnostics;
using Elbo.Training;

namespace Elbo.Benchmarks;

/// <summary>Notes how long each update of a training takes, batch and all, and each epoch's updates together.</summary>
internal sealed class StepTimes : ITrainingCallback
{
    private long last;

    /// <summary>Milliseconds of each update.</summary>
    public List<double> Steps { get; } = [];

    /// <summary>Milliseconds of each epoch's updates.</summary>
    public List<double> Epochs { get; } = [];

    public void Started(TrainingRun run) => last = Stopwatch.GetTimestamp();

    public void StepEnded(TrainingRun run)
    {
        Steps.Add(Stopwatch.GetElapsedTime(last).TotalMilliseconds);
        last = Stopwatch.GetTimestamp();
    }

    public void EpochEnded(TrainingRun run)
    {
        Epochs.Add(Steps.Sum() - Epochs.Sum());
        last = Stopwatch.GetTimestamp();
    }
}
