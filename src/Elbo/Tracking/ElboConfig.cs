using Elbo.Options;

namespace Elbo.Tracking;

/// <summary>The file elbo.json: settings shared by all runs of a working folder.</summary>
internal sealed record ElboConfig
{
    /// <summary>The default file name.</summary>
    public const string FileName = "elbo.json";

    /// <summary>Trackers and their settings.</summary>
    public TrackingOptions Tracking { get; init; } = new();

    /// <summary>Reads the tracking options of a file; environment variables override them.</summary>
    /// <param name="path">The file; null for elbo.json in the working folder, if it exists.</param>
    /// <param name="environment">Looks up an environment variable.</param>
    /// <exception cref="ElboException">The file cannot be read, or its content is invalid.</exception>
    public static TrackingOptions ReadTracking(string? path, Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        string file = path ?? FileName;
        TrackingOptions options = path is null && !File.Exists(file)
            ? new TrackingOptions()
            : OptionsReader.Read<ElboConfig>(ReadText(file), file, owner: "elbo.json").Tracking;
        return WithEnvironment(options, name => environment(name) is { Length: > 0 } value ? value : null);
    }

    private static TrackingOptions WithEnvironment(TrackingOptions options, Func<string, string?> variable) => options with
    {
        Mlflow = options.Mlflow with
        {
            TrackingUri = variable("MLFLOW_TRACKING_URI") ?? options.Mlflow.TrackingUri,
            Experiment = variable("MLFLOW_EXPERIMENT_NAME") ?? options.Mlflow.Experiment,
            Token = variable("MLFLOW_TRACKING_TOKEN") ?? options.Mlflow.Token,
            Username = variable("MLFLOW_TRACKING_USERNAME") ?? options.Mlflow.Username,
            Password = variable("MLFLOW_TRACKING_PASSWORD") ?? options.Mlflow.Password,
        },
        Comet = options.Comet with
        {
            Url = variable("COMET_URL_OVERRIDE") ?? options.Comet.Url,
            ApiKey = variable("COMET_API_KEY") ?? options.Comet.ApiKey,
            Workspace = variable("COMET_WORKSPACE") ?? options.Comet.Workspace,
            Project = variable("COMET_PROJECT_NAME") ?? options.Comet.Project,
        },
    };

    private static string ReadText(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ElboException($"{file}: cannot be read ({error.Message}); set the path with --config", error);
        }
    }
}
