namespace Elbo.Tracking;

/// <summary>
/// Sends the progress of a run to a destination other than its run folder. The methods return at once; the tracker handles
/// delivery and its errors itself and never stops training.
/// </summary>
internal interface ITracker : IDisposable
{
    /// <summary>The tracker's name, for example "mlflow".</summary>
    string Name { get; }

    /// <summary>Called before the first training step, also when a run is resumed.</summary>
    void Start(RunMetadata run);

    /// <summary>Records metrics at one point of training.</summary>
    void Log(MetricPoint point);

    /// <summary>Called once when the run is over. Only disposal follows, which waits a limited time for pending messages.</summary>
    void Complete(RunCompletion completion);
}

/// <summary>Metrics at one point of training.</summary>
/// <param name="Scope">What the metrics describe.</param>
/// <param name="Update">Training steps so far, over all epochs: the horizontal axis of every tracker.</param>
/// <param name="Epoch">The epoch, counted from 1; 0 for models without epochs.</param>
/// <param name="Time">When they were measured.</param>
/// <param name="Values">Finite values by name, for example "validation/ndcg@100".</param>
internal sealed record MetricPoint(
    MetricScope Scope, long Update, int Epoch, DateTimeOffset Time, IReadOnlyDictionary<string, double> Values);

/// <summary>What metrics describe.</summary>
internal enum MetricScope
{
    /// <summary>The mean over a few training steps.</summary>
    Step,

    /// <summary>An epoch and its validation.</summary>
    Epoch,

    /// <summary>The trained model on test users.</summary>
    Test,
}

/// <summary>The end of a run.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Time">When it ended.</param>
/// <param name="Files">Files of the run folder to upload.</param>
internal sealed record RunCompletion(RunStatus Status, DateTimeOffset Time, IReadOnlyList<string> Files);

/// <summary>How a run ended.</summary>
internal enum RunStatus
{
    /// <summary>The model was trained and evaluated.</summary>
    Finished,

    /// <summary>An error ended the run.</summary>
    Failed,

    /// <summary>The run was stopped and can be resumed.</summary>
    Killed,
}
