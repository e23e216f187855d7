using Elbo.Models;
using Elbo.Training;

namespace Elbo.Search;

/// <summary>Reports each epoch to a trial's worker and stops the training if the worker says so.</summary>
internal sealed class TrialReporter(WorkerChannel channel, Func<EpochReport, Model?, double?> measure) : ITrainingCallback
{
    /// <summary>A resumed training reports its epochs again, since the previous worker may have died before recording them.</summary>
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

    /// <summary>Reports earlier epochs; false if the worker stops the training after the last of them.</summary>
    /// <param name="history">The epochs, starting with the first.</param>
    /// <param name="model">The model after the last epoch; null if it is not available.</param>
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
        return measure(history[index], model) is not { } value || channel.ReportAndWait(new TrialMessage(value, seconds, history[index].Epoch));
    }
}
