using System.ComponentModel.DataAnnotations;

namespace Elbo.Tracking;

/// <summary>An MLflow tracking server, 2.x or 3.x.</summary>
public sealed record MlflowOptions
{
    /// <summary>Its address, such as http://localhost:5000; MLFLOW_TRACKING_URI goes before it.</summary>
    public string? TrackingUri { get; init; }

    /// <summary>The experiment that runs belong to, made where it is not there; default "elbo"; MLFLOW_EXPERIMENT_NAME goes before it.</summary>
    [Required]
    public string Experiment { get; init; } = "elbo";

    /// <summary>A token for it; MLFLOW_TRACKING_TOKEN goes before it.</summary>
    public string? Token { get; init; }

    /// <summary>A user of it; MLFLOW_TRACKING_USERNAME goes before it.</summary>
    public string? Username { get; init; }

    /// <summary>The user's password; MLFLOW_TRACKING_PASSWORD goes before it.</summary>
    public string? Password { get; init; }
}
