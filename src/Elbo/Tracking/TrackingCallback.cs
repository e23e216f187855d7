using Elbo.Runs;
using Elbo.Training;
using Microsoft.Extensions.Logging;

namespace Elbo.Tracking;

/// <summary>Reports training to trackers, so that the trainer needs no knowledge of them. A tracker that throws is disabled.</summary>
/// <param name="trackers">The trackers; disposed with the callback.</param>
/// <param name="folder">The run folder, which must exist when the training starts.</param>
/// <param name="options">How often steps are reported, and which files are uploaded.</param>
/// <param name="context">Clock and logger.</param>
internal sealed class TrackingCallback(IReadOnlyList<ITracker> trackers, string folder, TrackingOptions options, RunContext context)
    : ITrainingCallback, IDisposable
{
    private static readonly string[] SmallFiles = ["run.json", "recipe.json", "metrics.jsonl", "steps.jsonl", "test-users.json"];

    private readonly List<ITracker> activeTrackers = [.. trackers];
    private readonly StepAggregator aggregator = new(options.LogEverySteps);
    private TrainingProgress progress = new();
    private bool isActive;

    /// <summary>Additional tags of the run.</summary>
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

    /// <summary>Reports the test metrics and the end of the run, once the run folder is complete.</summary>
    public void Complete(RunOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        Log(MetricScope.Test, outcome.Epochs, outcome.Test.ToDictionary(pair => $"test/{pair.Key}", pair => pair.Value));
        End(RunStatus.Finished);
    }

    /// <summary>Reports the end of a run; does nothing before its start or after its end.</summary>
    public void End(RunStatus status)
    {
        if (isActive)
        {
            isActive = false;
            RunCompletion completion = new(status, context.Clock.GetUtcNow(), FilesToUpload());
            Notify(tracker => tracker.Complete(completion));
        }
    }

    /// <summary>Waits a limited time until the trackers have sent their messages.</summary>
    public void Dispose()
    {
        End(RunStatus.Failed);
        foreach (ITracker tracker in trackers)
        {
            tracker.Dispose();
        }
    }

    private IReadOnlyList<string> FilesToUpload() =>
        [.. SmallFiles.Concat(options.UploadWeights ? [CheckpointWriter.BestFileName] : []).Select(name => Path.Combine(folder, name)).Where(File.Exists)];

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
                context.Logger.LogWarning("{Tracker} is disabled for the rest of this run: {Error}", tracker.Name, error.Message);
            }
        }
    }
}
