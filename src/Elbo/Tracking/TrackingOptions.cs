using System.ComponentModel.DataAnnotations;

namespace Elbo.Tracking;

/// <summary>Which trackers a run uses, and how.</summary>
public sealed record TrackingOptions
{
    /// <summary>Names of trackers: tensorboard, mlflow, comet; default none.</summary>
    public IReadOnlyList<string> Trackers { get; init; } = [];

    /// <summary>Number of training steps averaged into one logged step; default 10.</summary>
    [Range(1, 1_000_000)]
    public int LogEverySteps { get; init; } = 10;

    /// <summary>Whether to upload the weights of the best epoch; default false.</summary>
    public bool UploadWeights { get; init; }

    /// <summary>Maximum number of metric points waiting for a server; further ones are written to a file; default 10,000.</summary>
    [Range(1, 10_000_000)]
    public int QueueLength { get; init; } = 10_000;

    /// <summary>Seconds to collect metric points for one request; default 1.</summary>
    [Range(0.0, 600.0)]
    public double BatchWindowSeconds { get; init; } = 1;

    /// <summary>Timeout of a request in seconds; default 30.</summary>
    [Range(0.01, 3600.0)]
    public double RequestTimeoutSeconds { get; init; } = 30;

    /// <summary>Seconds before the first retry of a failed request, doubled with each failure; default 1.</summary>
    [Range(0.001, 600.0)]
    public double RetryDelaySeconds { get; init; } = 1;

    /// <summary>Maximum number of seconds between two attempts; default 30.</summary>
    [Range(0.001, 3600.0)]
    public double MaxRetryDelaySeconds { get; init; } = 30;

    /// <summary>Seconds that the end of a run waits for unsent messages; default 10.</summary>
    [Range(0.0, 3600.0)]
    public double FlushTimeoutSeconds { get; init; } = 10;

    /// <summary>The MLflow server.</summary>
    public MlflowOptions Mlflow { get; init; } = new();

    /// <summary>The Comet service.</summary>
    public CometOptions Comet { get; init; } = new();
}

/// <summary>An MLflow tracking server, 2.x or 3.x.</summary>
public sealed record MlflowOptions
{
    /// <summary>Address such as http://localhost:5000; overridden by MLFLOW_TRACKING_URI.</summary>
    public string? TrackingUri { get; init; }

    /// <summary>Experiment of the runs, created if missing; default "elbo"; overridden by MLFLOW_EXPERIMENT_NAME.</summary>
    [Required]
    public string Experiment { get; init; } = "elbo";

    /// <summary>Access token; overridden by MLFLOW_TRACKING_TOKEN.</summary>
    public string? Token { get; init; }

    /// <summary>User name; overridden by MLFLOW_TRACKING_USERNAME.</summary>
    public string? Username { get; init; }

    /// <summary>Password; overridden by MLFLOW_TRACKING_PASSWORD.</summary>
    public string? Password { get; init; }
}

/// <summary>The Comet service.</summary>
public sealed record CometOptions
{
    /// <summary>Address; default the public service; overridden by COMET_URL_OVERRIDE.</summary>
    [Required]
    public string Url { get; init; } = "https://www.comet.com";

    /// <summary>API key; overridden by COMET_API_KEY.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Workspace; overridden by COMET_WORKSPACE.</summary>
    public string? Workspace { get; init; }

    /// <summary>Project, created if missing; default "elbo"; overridden by COMET_PROJECT_NAME.</summary>
    [Required]
    public string Project { get; init; } = "elbo";

    /// <summary>Minimum number of training steps between two logged steps; default 100, since each value is a request.</summary>
    [Range(1, 1_000_000)]
    public int LogEverySteps { get; init; } = 100;
}
