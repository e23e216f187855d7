using System.ComponentModel.DataAnnotations;

namespace Elbo.Tracking;

/// <summary>Where runs are tracked besides their own folder, and how.</summary>
public sealed record TrackingOptions
{
    /// <summary>Names of trackers: tensorboard, mlflow, comet; default none.</summary>
    public IReadOnlyList<string> Trackers { get; init; } = [];

    /// <summary>Every so many updates are kept and tracked, as their mean; default 10.</summary>
    [Range(1, 1_000_000)]
    public int LogEverySteps { get; init; } = 10;

    /// <summary>Also keep the weights of the best epoch with the run; default false.</summary>
    public bool UploadWeights { get; init; }

    /// <summary>Figures that wait for a server at most; what does not fit goes to a file at once; default 10,000.</summary>
    [Range(1, 10_000_000)]
    public int QueueLength { get; init; } = 10_000;

    /// <summary>Seconds to gather figures for one request; default 1.</summary>
    [Range(0.0, 600.0)]
    public double BatchWindowSeconds { get; init; } = 1;

    /// <summary>Seconds that a request may take; default 30.</summary>
    [Range(0.01, 3600.0)]
    public double RequestTimeoutSeconds { get; init; } = 30;

    /// <summary>Seconds before a failed request is tried again, doubled with each failure; default 1.</summary>
    [Range(0.001, 600.0)]
    public double RetryDelaySeconds { get; init; } = 1;

    /// <summary>The most seconds from one try to the next; default 30.</summary>
    [Range(0.001, 3600.0)]
    public double MaxRetryDelaySeconds { get; init; } = 30;

    /// <summary>Seconds that the end of a run waits for what has not been sent; default 10.</summary>
    [Range(0.0, 3600.0)]
    public double FlushTimeoutSeconds { get; init; } = 10;

    /// <summary>The MLflow server.</summary>
    public MlflowOptions Mlflow { get; init; } = new();

    /// <summary>The Comet service.</summary>
    public CometOptions Comet { get; init; } = new();
}
