using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Elbo.Tracking;

/// <summary>Sends a run to an MLflow tracking server by its REST API 2.0, which servers 2.x and 3.x have.</summary>
internal sealed partial class MlflowTracker : RemoteTracker
{
    private const string Api = "api/2.0/mlflow/";
    private const string ArtifactApi = "api/2.0/mlflow-artifacts/artifacts/";
    private const string ProxiedScheme = "mlflow-artifacts";

    // Limits of one log-batch request, and of names and values in the oldest servers that are meant.
    private const int MostMetrics = 1000;
    private const int MostParameters = 100;
    private const int LongestKey = 250;
    private const int LongestParameter = 500;
    private const int LongestTag = 5000;

    private readonly MlflowOptions options;
    private readonly Uri address;
    private readonly PatientHttp http;
    private string runId = "";
    private string? artifacts;

    public MlflowTracker(TrackingOptions options, RunContext context)
        : base(options, context)
    {
        this.options = options.Mlflow;
        address = MlflowAddress.Parse(this.options.TrackingUri, out string? userInfo);
        http = new PatientHttp(
            address,
            Authorization(userInfo),
            [this.options.Token, this.options.Password, userInfo?.Split(':')[^1]],
            options,
            context.Clock,
            Trouble);
    }

    public override string Name => "mlflow";

    protected override string Place => address.AbsoluteUri.TrimEnd('/');

    protected override string CredentialNames => "MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD";

    protected override async Task StartAsync(TrackedRun run, CancellationToken cancellation)
    {
        if (RemoteRun.Read(run.Folder, Name, Place) is { } known && await ReopenAsync(known.Id, cancellation).ConfigureAwait(false))
        {
            return;
        }

        string experiment = await ExperimentAsync(cancellation).ConfigureAwait(false);
        JsonElement created = await PostAsync(
            "runs/create",
            new
            {
                experiment_id = experiment,
                run_name = run.Name,
                start_time = run.Started.ToUnixTimeMilliseconds(),
                tags = Pairs(Tags(run), LongestTag),
            },
            cancellation).ConfigureAwait(false);
        Open(created.GetProperty("run").GetProperty("info"));
        new RemoteRun(Place, runId, $"{Place}/#/experiments/{experiment}/runs/{runId}").Write(run.Folder, Name);
        foreach (KeyValuePair<string, string>[] some in run.Parameters.Chunk(MostParameters))
        {
            await PostAsync("runs/log-batch", new { run_id = runId, @params = Pairs(some, LongestParameter) }, cancellation).ConfigureAwait(false);
        }
    }

    protected override async Task SendAsync(IReadOnlyList<MetricPoint> points, CancellationToken cancellation)
    {
        var metrics = points.SelectMany(point => point.Values.Select(pair => new
        {
            key = Key(pair.Key),
            value = pair.Value,
            timestamp = point.Time.ToUnixTimeMilliseconds(),
            step = point.Update,
        }));
        foreach (object[] some in metrics.Chunk(MostMetrics))
        {
            await PostAsync("runs/log-batch", new { run_id = runId, metrics = some }, cancellation).ConfigureAwait(false);
        }
    }

    protected override async Task UploadAsync(string file, CancellationToken cancellation)
    {
        if (artifacts is null)
        {
            Say("artifacts", "keeps files in a place of its own and passes none on (started without --serve-artifacts); files stay in the run folder");
            return;
        }

        await http.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Put, $"{artifacts}/{Uri.EscapeDataString(Path.GetFileName(file))}")
            {
                Content = new StreamContent(File.OpenRead(file)) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } },
            },
            cancellation).ConfigureAwait(false);
    }

    protected override async Task EndAsync(RunEnd end, CancellationToken cancellation) => await PostAsync(
        "runs/update",
        new { run_id = runId, status = end.Status.ToString().ToUpperInvariant(), end_time = end.Time.ToUnixTimeMilliseconds() },
        cancellation).ConfigureAwait(false);

    protected override void Close() => http.Dispose();

    /// <summary>MLflow's own metrics are called ndcg_at_10: names may hold letters, digits, and / _ - . and blanks.</summary>
    private static string Key(string name)
    {
        string key = NotAllowed().Replace(name.Replace("@", "_at_", StringComparison.Ordinal), "_");
        return key[..Math.Min(key.Length, LongestKey)];
    }

    [GeneratedRegex(@"[^/\w.\- ]")]
    private static partial Regex NotAllowed();

    private static object[] Pairs(IEnumerable<KeyValuePair<string, string>> pairs, int longest) =>
        [.. pairs.Select(pair => new { key = Key(pair.Key), value = pair.Value[..Math.Min(pair.Value.Length, longest)] })];

    private static Dictionary<string, string> Tags(TrackedRun run)
    {
        Dictionary<string, string> tags = new(run.Tags) { ["mlflow.source.name"] = "elbo", ["mlflow.source.type"] = "LOCAL" };
        if (run.Tags.TryGetValue("commit", out string? commit))
        {
            tags["mlflow.source.git.commit"] = commit;
        }

        return tags;
    }

    private string? Authorization(string? userInfo) =>
        options is { Username: { } user, Password: { } password } ? Basic($"{user}:{password}")
        : options.Token is { } token ? $"Bearer {token.Trim()}"
        : userInfo is null ? null
        : Basic(userInfo);

    private static string Basic(string pair) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))}";

    private Task<JsonElement> PostAsync(string path, object body, CancellationToken cancellation) => http.PostAsync(Api + path, body, cancellation);

    private async Task<bool> ReopenAsync(string id, CancellationToken cancellation)
    {
        try
        {
            JsonElement updated = await PostAsync("runs/update", new { run_id = id, status = "RUNNING" }, cancellation).ConfigureAwait(false);
            Open(updated.GetProperty("run_info"));
            return true;
        }
        catch (TrackerRefusedException error) when (!error.Credentials)
        {
            // It has been deleted there, so that a new one is opened.
            return false;
        }
    }

    private async Task<string> ExperimentAsync(CancellationToken cancellation)
    {
        if (await FindExperimentAsync(cancellation).ConfigureAwait(false) is { } found)
        {
            return found;
        }

        try
        {
            JsonElement created = await PostAsync("experiments/create", new { name = options.Experiment }, cancellation).ConfigureAwait(false);
            return created.GetProperty("experiment_id").GetString()!;
        }
        catch (TrackerRefusedException error) when (!error.Credentials)
        {
            // Another run may have made it a moment ago.
            if (await FindExperimentAsync(cancellation).ConfigureAwait(false) is { } made)
            {
                return made;
            }

            throw;
        }
    }

    private async Task<string?> FindExperimentAsync(CancellationToken cancellation)
    {
        try
        {
            string query = $"experiments/get-by-name?experiment_name={Uri.EscapeDataString(options.Experiment)}";
            JsonElement found = await http.GetAsync(Api + query, cancellation).ConfigureAwait(false);
            return found.GetProperty("experiment").GetProperty("experiment_id").GetString();
        }
        catch (TrackerRefusedException error) when (error.NotFound)
        {
            return null;
        }
    }

    private void Open(JsonElement info)
    {
        runId = info.GetProperty("run_id").GetString()!;
        Uri? place = Uri.TryCreate(info.GetProperty("artifact_uri").GetString(), UriKind.Absolute, out Uri? parsed) ? parsed : null;
        artifacts = place?.Scheme == ProxiedScheme ? ArtifactApi + place.AbsolutePath.Trim('/') : null;
    }
}
