namespace Elbo.Tracking;

/// <summary>
/// A place besides the run folder where a run can be watched. Its methods return at once; what it has to send or
/// could not send is its own concern, and never stops the training.
/// </summary>
public interface ITracker : IDisposable
{
    /// <summary>What it is called, for example "mlflow".</summary>
    string Name { get; }

    /// <summary>Before the first step, also when a training is taken up again.</summary>
    void Start(RunMetadata run);

    /// <summary>Some figures at one moment of the training.</summary>
    void Log(MetricPoint point);

    /// <summary>The run is over; nothing follows but the disposal, which waits a limited time for what is under way.</summary>
    void Complete(RunCompletion completion);
}
