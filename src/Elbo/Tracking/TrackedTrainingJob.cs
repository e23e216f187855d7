using Elbo.Runs;
using Elbo.Training;

namespace Elbo.Tracking;

/// <summary>Trains a recipe in a run folder and reports to trackers.</summary>
/// <param name="Job">The training job.</param>
/// <param name="Options">Trackers and their settings.</param>
public sealed record TrackedTrainingJob(TrainingJob Job, TrackingOptions Options)
{
    /// <summary>Additional tags of the run, such as its study.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <inheritdoc cref="TrainingJob.RunIn" />
    public RunOutcome RunIn(RunFolder folder, IReadOnlyList<ITrainingCallback> callbacks)
    {
        ArgumentNullException.ThrowIfNull(folder);
        using TrackingCallback tracking = new(TrackerRegistry.Create(Options, Job.Context), folder.Path, Options, Job.Context) { Tags = Tags };
        try
        {
            RunOutcome outcome = (Job with { LogEverySteps = Options.LogEverySteps }).RunIn(folder, [tracking, .. callbacks]);
            tracking.Complete(outcome);
            return outcome;
        }
        catch (OperationCanceledException)
        {
            tracking.End(RunStatus.Killed);
            throw;
        }
    }
}
