using Elbo.Runs;
using Elbo.Training;
using Microsoft.Extensions.Logging;

namespace Elbo.Tracking;

/// <summary>Tells trackers of a training, so that the trainer knows none. A tracker that throws is told nothing more.</summary>
/// <param name="trackers">Whom to tell; disposed of with the callback.</param>
/// <param name="folder">The run's folder, which is there when the training starts.</param>
/// <param name="options">How often to tell of steps, and which files are kept.</param>
/// <param name="context">Clock and logger.</param>
public sealed class TrackingCallback(IReadOnlyList<ITracker> trackers, string folder, TrackingOptions options, RunContext context)
    : ITrainingCallback, IDisposable
{
    private readonly List<ITracker> activeTrackers = [.. trackers];
    private readonly StepAggregator aggregator = new(options.LogEverySteps);
    private TrainingProgress progress = new();
    private bool isActive;

    /// <summary>Tags of the run besides what its folder says.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <inheritdoc />
    public void OnStarted(TrainingContext training)
    {
        ArgumentNullException.ThrowIfNull(training);
        aggregator.Start(training);
        progress = training.Progress;
        isActive = true;
        if (activeTrackers.Count > 0)
        {
            RunMetadata tracked = RunMetadata.FromFolder(RunFolder.Open(folder));
            tracked = tracked with { Tags = tracked.Tags.Concat(Tags).ToDictionary() };
            Notify(tracker => tracker.Start(tracked));
        }
    }

    /// <inheritdoc />
    public void OnStepCompleted(TrainingContext training)
    {
        ArgumentNullException.ThrowIfNull(training);
        progress = training.Progress;
        if (aggregator.Next(training) is { } report)
        {
            Log(MetricScope.Step, report.Epoch, new()
            {
                ["train/loss"] = report.Loss,
                ["train/negative-log-likelihood"] = report.NegativeLogLikelihood,
                ["train/kl"] = report.Kl,
                ["train/beta"] = report.Beta,
                ["train/users-per-second"] = report.UsersPerSecond,
            });
        }
    }

    /// <inheritdoc />
    public void OnEpochCompleted(TrainingContext training)
    {
        ArgumentNullException.ThrowIfNull(training);
        progress = training.Progress;
        EpochReport report = progress.History[^1];
        Dictionary<string, double> values = new()
        {
            ["epoch/loss"] = report.Loss,
            ["epoch/negative-log-likelihood"] = report.NegativeLogLikelihood,
            ["epoch/kl"] = report.Kl,
            ["epoch/beta"] = report.Beta,
            ["epoch/seconds"] = report.Seconds,
        };
        if (report.ValidationMetric is { } metric)
        {
            values[$"validation/{training.Options.ValidationMetric}"] = metric;
        }

        Log(MetricScope.Epoch, report.Epoch, values);
    }

    /// <summary>After the run's folder is complete: the figures on test users, and the end.</summary>
    public void Complete(RunOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        Log(MetricScope.Test, outcome.Epochs, outcome.Test.ToDictionary(pair => $"test/{pair.Key}", pair => pair.Value));
        End(RunStatus.Finished);
    }

    /// <summary>The end of a run; before its start, or after its end, nothing.</summary>
    public void End(RunStatus status)
    {
        if (isActive)
        {
            isActive = false;
            RunCompletion completion = new(status, context.Clock.GetUtcNow(), TrackedFiles.Find(folder, options.UploadWeights));
            Notify(tracker => tracker.Complete(completion));
        }
    }

    /// <summary>Waits, for a limited time, until trackers have sent what they have.</summary>
    public void Dispose()
    {
        End(RunStatus.Failed);
        foreach (ITracker tracker in trackers)
        {
            tracker.Dispose();
        }
    }

    private void Log(MetricScope kind, int epoch, Dictionary<string, double> values)
    {
        if (isActive && activeTrackers.Count > 0)
        {
            Dictionary<string, double> finite = values.Where(pair => double.IsFinite(pair.Value)).ToDictionary();
            MetricPoint point = new(kind, progress.Update, epoch, context.Clock.GetUtcNow(), finite);
            Notify(tracker => tracker.Log(point));
        }
    }

    private void Notify(Action<ITracker> notify)
    {
        foreach (ITracker tracker in activeTrackers.ToArray())
        {
            try
            {
                notify(tracker);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                activeTrackers.Remove(tracker);
                context.Logger.LogWarning("{Tracker} is told nothing more of this run: {Error}", tracker.Name, error.Message);
            }
        }
    }
}
