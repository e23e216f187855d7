using Elbo.Training;

namespace Elbo.Search;

/// <summary>Tells a trial's worker of each epoch, and ends the training where the worker says so.</summary>
internal sealed class TrialReporter(WorkerChannel channel, Func<EpochReport, TrainingRun, double?> measure) : ITrainingCallback
{
    /// <summary>A training that goes on tells its epochs again: the worker before may have died before it kept them.</summary>
    public void Started(TrainingRun run)
    {
        for (int index = 0; index < run.Progress.History.Count; index++)
        {
            Report(run, index);
        }
    }

    public void EpochEnded(TrainingRun run) => Report(run, run.Progress.History.Count - 1);

    private void Report(TrainingRun run, int index)
    {
        IReadOnlyList<EpochReport> history = run.Progress.History;
        bool latest = index == history.Count - 1;
        double? value = measure(history[index], run);
        double seconds = history.Take(index + 1).Sum(report => report.Seconds);
        if (value is { } known && !channel.Ask(new TrialMessage(history[index].Epoch, known, seconds)) && latest)
        {
            run.Stop();
        }
    }
}
