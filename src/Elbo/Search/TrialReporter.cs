using Elbo.Models;
using Elbo.Training;

namespace Elbo.Search;

/// <summary>Tells a trial's worker of each epoch, and ends the training where the worker says so.</summary>
internal sealed class TrialReporter(WorkerChannel channel, Func<EpochReport, Model?, double?> measure) : ITrainingCallback
{
    /// <summary>A training that goes on tells its epochs again: the worker before may have died before it kept them.</summary>
    public void Started(TrainingRun run)
    {
        if (run.Progress.History.Count > 0 && !Replay(run.Progress.History, run.Model))
        {
            run.Stop();
        }
    }

    public void EpochEnded(TrainingRun run)
    {
        if (!Report(run.Progress.History, run.Progress.History.Count - 1, run.Model))
        {
            run.Stop();
        }
    }

    /// <summary>Tells epochs of before; false where the worker would have the training end after the last of them.</summary>
    /// <param name="history">The epochs from the first on.</param>
    /// <param name="model">The model as it was after the last; null where it is not at hand.</param>
    public bool Replay(IReadOnlyList<EpochReport> history, Model? model)
    {
        bool goOn = true;
        for (int index = 0; index < history.Count; index++)
        {
            goOn = Report(history, index, index == history.Count - 1 ? model : null);
        }

        return goOn;
    }

    private bool Report(IReadOnlyList<EpochReport> history, int index, Model? model)
    {
        double seconds = history.Take(index + 1).Sum(report => report.Seconds);
        return measure(history[index], model) is not { } value || channel.Ask(new TrialMessage(history[index].Epoch, value, seconds));
    }
}
