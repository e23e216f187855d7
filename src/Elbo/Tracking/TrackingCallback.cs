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
    private readonly List<ITracker> listening = [.. trackers];
    private readonly StepWindow window = new(options.StepsEvery);
    private TrainingProgress progress = new();
    private bool underWay;

    /// <summary>Tags of the run besides what its folder says.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <inheritdoc />
    public void Started(TrainingRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        window.Start(run);
        progress = run.Progress;
        underWay = true;
        if (listening.Count > 0)
        {
            TrackedRun tracked = TrackedRun.Of(RunFolder.Open(folder));
            tracked = tracked with { Tags = tracked.Tags.Concat(Tags).ToDictionary() };
            Tell(tracker => tracker.Started(tracked));
        }
    }

    /// <inheritdoc />
    public void StepEnded(TrainingRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        progress = run.Progress;
        if (window.Next(run) is { } report)
        {
            Log(PointKind.Step, report.Epoch, new()
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
    public void EpochEnded(TrainingRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        progress = run.Progress;
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
            values[$"validation/{run.Options.ValidationMetric}"] = metric;
        }

        Log(PointKind.Epoch, report.Epoch, values);
    }

    /// <summary>After the run's folder is complete: the figures on test users, and the end.</summary>
    public void Finished(RunOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        Log(PointKind.Test, outcome.Epochs, outcome.Test.ToDictionary(pair => $"test/{pair.Key}", pair => pair.Value));
        End(RunStatus.Finished);
    }

    /// <summary>The end of a run; before its start, or after its end, nothing.</summary>
    public void End(RunStatus status)
    {
        if (underWay)
        {
            underWay = false;
            RunEnd end = new(status, context.Clock.GetUtcNow(), RunFiles.Of(folder, options.UploadWeights));
            Tell(tracker => tracker.Ended(end));
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

    private void Log(PointKind kind, int epoch, Dictionary<string, double> values)
    {
        if (underWay && listening.Count > 0)
        {
            Dictionary<string, double> finite = values.Where(pair => double.IsFinite(pair.Value)).ToDictionary();
            MetricPoint point = new(kind, progress.Update, epoch, context.Clock.GetUtcNow(), finite);
            Tell(tracker => tracker.Log(point));
        }
    }

    private void Tell(Action<ITracker> tell)
    {
        foreach (ITracker tracker in listening.ToArray())
        {
            try
            {
                tell(tracker);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                listening.Remove(tracker);
                context.Logger.LogWarning("{Tracker} is told nothing more of this run: {Error}", tracker.Name, error.Message);
            }
        }
    }
}
