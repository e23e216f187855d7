using Elbo.Data.Readers;
using Elbo.Runs;
using Elbo.Training;

namespace Elbo.Tracking;

/// <summary>Trains a recipe in a folder and tells trackers of it.</summary>
/// <param name="Execution">What is trained.</param>
/// <param name="Options">Which trackers, and how.</param>
public sealed record TrackedExecution(RunExecution Execution, TrackingOptions Options)
{
    /// <summary>What trackers are told of the run besides what its folder says, such as the study that it belongs to.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <inheritdoc cref="RunExecution.RunIn" />
    public RunOutcome RunIn(string path, string dataName, ReadOptions read, string commandLine, IReadOnlyList<ITrainingCallback> callbacks)
    {
        using TrackingCallback tracking = new(TrackerCatalog.Create(Options, Execution.Context), path, Options, Execution.Context) { Tags = Tags };
        try
        {
            RunOutcome outcome = (Execution with { StepsEvery = Options.StepsEvery })
                .RunIn(path, dataName, read, commandLine, [tracking, .. callbacks]);
            tracking.Finished(outcome);
            return outcome;
        }
        catch (OperationCanceledException)
        {
            tracking.End(RunStatus.Killed);
            throw;
        }
    }
}
