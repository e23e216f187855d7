using Elbo.Data.Readers;
using Elbo.Runs;
using Elbo.Training;

namespace Elbo.Tracking;

/// <summary>Trains a recipe in a folder and tells trackers of it.</summary>
/// <param name="Job">What is trained.</param>
/// <param name="Options">Which trackers, and how.</param>
public sealed record TrackedTrainingJob(TrainingJob Job, TrackingOptions Options)
{
    /// <summary>What trackers are told of the run besides what its folder says, such as the study that it belongs to.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <inheritdoc cref="TrainingJob.RunInFolder" />
    public RunOutcome RunInFolder(string path, string dataName, ReadOptions readOptions, string commandLine, IReadOnlyList<ITrainingCallback> callbacks)
    {
        using TrackingCallback tracking = new(TrackerRegistry.Create(Options, Job.Context), path, Options, Job.Context) { Tags = Tags };
        try
        {
            RunOutcome outcome = (Job with { LogEverySteps = Options.LogEverySteps })
                .RunInFolder(path, dataName, readOptions, commandLine, [tracking, .. callbacks]);
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
