using Elbo.Models;
using Elbo.Training;

namespace Elbo.Search;

/// <summary>Tells a trial's worker of each epoch, and ends the training where the worker says so.</summary>
internal sealed class TrialReporter(WorkerChannel channel, Func<EpochReport, Model?, double?> measure) : ITrainingCallback
{
    /// <summary>A training that goes on tells its epochs again: the worker before may have died before it kept them.</summary>
    public void OnStarted(TrainingContext training)
    {
        if (training.Progress.History.Count > 0 && !Replay(training.Progress.History, training.Model))
        {
            training.RequestStop();
        }
    }

    public void OnEpochCompleted(TrainingContext training)
    {
        if (!Report(training.Progress.History, training.Progress.History.Count - 1, training.Model))
        {
            training.RequestStop();
        }
    }

    /// <summary>Tells epochs of before; false where the worker would have the training end after the last of them.</summary>
    /// <param name="history">The epochs from the first on.</param>
    /// <param name="model">The model as it was after the last; null where it is not at hand.</param>
    public bool Replay(IReadOnlyList<EpochReport> history, Model? model)
    {
        bool shouldContinue = true;
        for (int index = 0; index < history.Count; index++)
        {
            shouldContinue = Report(history, index, index == history.Count - 1 ? model : null);
        }

        return shouldContinue;
    }

    private bool Report(IReadOnlyList<EpochReport> history, int index, Model? model)
    {
        double seconds = history.Take(index + 1).Sum(report => report.Seconds);
        return measure(history[index], model) is not { } value || channel.ReportAndWait(new TrialMessage(history[index].Epoch, value, seconds));
    }
}
