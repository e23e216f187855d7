using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Elbo.Tracking;

/// <summary>Sends a run to an MLflow tracking server with its REST API 2.0, which servers 2.x and 3.x support.</summary>
internal sealed partial class MlflowTracker : RemoteTracker
{
    private const string Api = "api/2.0/mlflow/";
    private const string ArtifactApi = "api/2.0/mlflow-artifacts/artifacts/";
    private const string ProxiedScheme = "mlflow-artifacts";

    // Limits of one log-batch request, and of names and values in the oldest supported servers.
    private const int MaxMetricsPerRequest = 1000;
    private const int MaxParametersPerRequest = 100;
    private const int MaxKeyLength = 250;
    private const int MaxParameterLength = 500;
    private const int MaxTagLength = 5000;

    private readonly MlflowOptions options;
    private readonly Uri address;
    private readonly RetryingHttpClient http;
    private string runId = "";
    private string? artifactPath;

    public MlflowTracker(TrackingOptions options, RunContext context)
        : base(options, context)
    {
        this.options = options.Mlflow;
        address = MlflowAddress.Parse(this.options.TrackingUri, out string? userInfo);
        http = new RetryingHttpClient(
            address,
            Authorization(userInfo),
            [this.options.Token, this.options.Password, userInfo?.Split(':')[^1]],
            options,
            context.Clock,
            WarnRetry);
    }

    public override string Name => "mlflow";

    protected override string ServerAddress => address.AbsoluteUri.TrimEnd('/');

    protected override string CredentialNames => "MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD";

    protected override async Task StartAsync(RunMetadata run, CancellationToken cancellationToken)
    {
        if (RemoteRunReference.Read(run.Folder, Name, ServerAddress) is { } known && await ReopenAsync(known.Id, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        string experiment = await GetOrCreateExperimentAsync(cancellationToken).ConfigureAwait(false);
        JsonElement created = await PostAsync(
            "runs/create",
            new
            {
                experiment_id = experiment,
                run_name = run.Name,
                start_time = run.Started.ToUnixTimeMilliseconds(),
                tags = ToPairs(Tags(run), MaxTagLength),
            },
            cancellationToken).ConfigureAwait(false);
        Open(created.GetProperty("run").GetProperty("info"));
        new RemoteRunReference(ServerAddress, runId, $"{ServerAddress}/#/experiments/{experiment}/runs/{runId}").Write(run.Folder, Name);
        foreach (KeyValuePair<string, string>[] batch in run.Parameters.Chunk(MaxParametersPerRequest))
        {
            await PostAsync("runs/log-batch", new { run_id = runId, @params = ToPairs(batch, MaxParameterLength) }, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override async Task SendAsync(IReadOnlyList<MetricPoint> points, CancellationToken cancellationToken)
    {
        var metrics = points.SelectMany(point => point.Values.Select(pair => new
        {
            key = ToMlflowKey(pair.Key),
            value = pair.Value,
            timestamp = point.Time.ToUnixTimeMilliseconds(),
            step = point.Update,
        }));
        foreach (object[] batch in metrics.Chunk(MaxMetricsPerRequest))
        {
            await PostAsync("runs/log-batch", new { run_id = runId, metrics = batch }, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override async Task UploadAsync(string file, CancellationToken cancellationToken)
    {
        if (artifactPath is null)
        {
            WarnOnce("artifacts", "does not accept uploads (started without --serve-artifacts); files stay in the run folder only");
            return;
        }

        await http.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Put, $"{artifactPath}/{Uri.EscapeDataString(Path.GetFileName(file))}")
            {
                Content = new StreamContent(File.OpenRead(file)) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } },
            },
            cancellationToken).ConfigureAwait(false);
    }

    protected override async Task EndAsync(RunCompletion completion, CancellationToken cancellationToken) => await PostAsync(
        "runs/update",
        new { run_id = runId, status = completion.Status.ToString().ToUpperInvariant(), end_time = completion.Time.ToUnixTimeMilliseconds() },
        cancellationToken).ConfigureAwait(false);

    protected override void Close() => http.Dispose();

    /// <summary>MLflow's own metrics are called ndcg_at_10: names may contain letters, digits, and / _ - . and spaces.</summary>
    private static string ToMlflowKey(string name)
    {
        string key = InvalidKeyCharacters().Replace(name.Replace("@", "_at_", StringComparison.Ordinal), "_");
        return key[..Math.Min(key.Length, MaxKeyLength)];
    }

    [GeneratedRegex(@"[^/\w.\- ]")]
    private static partial Regex InvalidKeyCharacters();

    private static object[] ToPairs(IEnumerable<KeyValuePair<string, string>> pairs, int maxLength) =>
        [.. pairs.Select(pair => new { key = ToMlflowKey(pair.Key), value = pair.Value[..Math.Min(pair.Value.Length, maxLength)] })];

    private static Dictionary<string, string> Tags(RunMetadata run)
    {
        Dictionary<string, string> tags = new(run.Tags) { ["mlflow.source.name"] = "elbo", ["mlflow.source.type"] = "LOCAL" };
        if (run.Tags.TryGetValue("commit", out string? commit))
        {
            tags["mlflow.source.git.commit"] = commit;
        }

        return tags;
    }

    private string? Authorization(string? userInfo) =>
        options is { Username: { } user, Password: { } password } ? BasicAuthorization($"{user}:{password}")
        : options.Token is { } token ? $"Bearer {token.Trim()}"
        : userInfo is null ? null
        : BasicAuthorization(userInfo);

    private static string BasicAuthorization(string pair) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))}";

    private Task<JsonElement> PostAsync(string path, object body, CancellationToken cancellationToken) => http.PostAsync(Api + path, body, cancellationToken);

    private async Task<bool> ReopenAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            JsonElement updated = await PostAsync("runs/update", new { run_id = id, status = "RUNNING" }, cancellationToken).ConfigureAwait(false);
            Open(updated.GetProperty("run_info"));
            return true;
        }
        catch (TrackerRequestException error) when (!error.IsUnauthorized)
        {
            // The run was deleted on the server: create a new one.
            return false;
        }
    }

    private async Task<string> GetOrCreateExperimentAsync(CancellationToken cancellationToken)
    {
        if (await FindExperimentAsync(cancellationToken).ConfigureAwait(false) is { } found)
        {
            return found;
        }

        try
        {
            JsonElement created = await PostAsync("experiments/create", new { name = options.Experiment }, cancellationToken).ConfigureAwait(false);
            return created.GetProperty("experiment_id").GetString()!;
        }
        catch (TrackerRequestException error) when (!error.IsUnauthorized)
        {
            // Another run may have created it a moment ago.
            if (await FindExperimentAsync(cancellationToken).ConfigureAwait(false) is { } made)
            {
                return made;
            }

            throw;
        }
    }

    private async Task<string?> FindExperimentAsync(CancellationToken cancellationToken)
    {
        try
        {
            string query = $"experiments/get-by-name?experiment_name={Uri.EscapeDataString(options.Experiment)}";
            JsonElement found = await http.GetAsync(Api + query, cancellationToken).ConfigureAwait(false);
            return found.GetProperty("experiment").GetProperty("experiment_id").GetString();
        }
        catch (TrackerRequestException error) when (error.IsNotFound)
        {
            return null;
        }
    }

    private void Open(JsonElement info)
    {
        runId = info.GetProperty("run_id").GetString()!;
        Uri? uri = Uri.TryCreate(info.GetProperty("artifact_uri").GetString(), UriKind.Absolute, out Uri? parsed) ? parsed : null;
        artifactPath = uri?.Scheme == ProxiedScheme ? ArtifactApi + uri.AbsolutePath.Trim('/') : null;
    }
}
