using System.Net.Http.Headers;
using System.Text.Json;

namespace Elbo.Tracking;

/// <summary>Sends a run to Comet with its REST API v2, in which each value is a request of its own.</summary>
internal sealed class CometTracker : RemoteTracker
{
    private const string Api = "api/rest/v2/write/experiment/";

    // Older Comet clients need this suffix, so existing Comet settings may contain it.
    private const string ClientPath = "/clientlib";

    private readonly CometOptions options;
    private readonly Uri address;
    private readonly RetryingHttpClient http;
    private readonly TimeProvider clock;
    private string experiment = "";
    private long lastStep;
    private DateTimeOffset started;
    private DateTimeOffset nextHeartbeat;

    public CometTracker(TrackingOptions options, RunContext context)
        : base(options, context)
    {
        this.options = options.Comet;
        clock = context.Clock;
        lastStep = -this.options.LogEverySteps;
        address = ParseAddress(this.options.Url);
        http = new RetryingHttpClient(
            address,
            this.options.ApiKey?.Trim() ?? throw MissingSetting("API key", "COMET_API_KEY", "apiKey"),
            [this.options.ApiKey],
            options,
            clock,
            WarnRetry);
        _ = this.options.Workspace ?? throw MissingSetting("workspace", "COMET_WORKSPACE", "workspace");
    }

    public override string Name => "comet";

    protected override string ServerAddress => address.AbsoluteUri.TrimEnd('/');

    protected override string CredentialNames => "COMET_API_KEY and COMET_WORKSPACE";

    // Only the training thread calls this. Thins out the steps, since each value costs a request.
    protected override bool ShouldSend(MetricPoint point)
    {
        if (point.Scope != MetricScope.Step)
        {
            return true;
        }

        bool due = point.Update - lastStep >= options.LogEverySteps;
        lastStep = due ? point.Update : lastStep;
        return due;
    }

    protected override async Task StartAsync(RunMetadata run, CancellationToken cancellationToken)
    {
        started = run.Started;
        if (RemoteRunReference.Read(run.Folder, Name, ServerAddress) is { } known)
        {
            experiment = known.Id;
            await SendHeartbeatAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        JsonElement created = await PostAsync(
            "create",
            new { workspaceName = options.Workspace, projectName = options.Project, experimentName = run.Name },
            cancellationToken).ConfigureAwait(false);
        experiment = created.GetProperty("experimentKey").GetString()!;
        string? link = created.TryGetProperty("link", out JsonElement linkProperty) ? linkProperty.GetString() : null;
        new RemoteRunReference(ServerAddress, experiment, link).Write(run.Folder, Name);
        await SendHeartbeatAsync(cancellationToken).ConfigureAwait(false);
        foreach ((string name, string value) in run.Parameters)
        {
            await PostAsync(
                "parameter",
                new { experimentKey = experiment, parameterName = name, parameterValue = value, timestamp = ToMilliseconds(started) },
                cancellationToken).ConfigureAwait(false);
        }

        foreach ((string key, string value) in run.Tags)
        {
            await LogOtherAsync(key, value, started, cancellationToken).ConfigureAwait(false);
        }

        await PostAsync("tags", new { experimentKey = experiment, addedTags = Labels(run) }, cancellationToken)
            .ConfigureAwait(false);
    }

    protected override async Task SendAsync(IReadOnlyList<MetricPoint> points, CancellationToken cancellationToken)
    {
        foreach (MetricPoint point in points)
        {
            foreach ((string name, double value) in point.Values)
            {
                await PostAsync(
                    "metric",
                    new
                    {
                        experimentKey = experiment,
                        metricName = name,
                        metricValue = value,
                        step = point.Update,
                        epoch = point.Epoch,
                        timestamp = ToMilliseconds(point.Time),
                    },
                    cancellationToken).ConfigureAwait(false);
            }
        }

        if (clock.GetUtcNow() >= nextHeartbeat)
        {
            await SendHeartbeatAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    protected override async Task UploadAsync(string file, CancellationToken cancellationToken)
    {
        string name = Path.GetFileName(file);
        string query = $"upload-asset?experimentKey={experiment}&fileName={Uri.EscapeDataString(name)}&type=asset&overwrite=true";
        await http.SendAsync(
            () =>
            {
                StreamContent content = new(File.OpenRead(file)) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
                return new HttpRequestMessage(HttpMethod.Post, Api + query) { Content = new MultipartFormDataContent { { content, "file", name } } };
            },
            cancellationToken).ConfigureAwait(false);
    }

    protected override async Task EndAsync(RunCompletion completion, CancellationToken cancellationToken)
    {
        await LogOtherAsync("status", completion.Status.ToString().ToLowerInvariant(), completion.Time, cancellationToken).ConfigureAwait(false);
        await PostAsync(
            "set-start-end-time",
            new { experimentKey = experiment, startTimeMillis = ToMilliseconds(started), endTimeMillis = ToMilliseconds(completion.Time) },
            cancellationToken).ConfigureAwait(false);
    }

    protected override void Close() => http.Dispose();

    /// <summary>Tags for filtering experiments.</summary>
    private static string[] Labels(RunMetadata run) =>
        [run.Tags["recipe"], run.Parameters["model"], .. run.Tags.TryGetValue("study", out string? study) ? [study] : (string[])[]];

    private static long ToMilliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    private static Uri ParseAddress(string url)
    {
        string text = url.Trim().TrimEnd('/');
        text = text.EndsWith(ClientPath, StringComparison.Ordinal) ? text[..^ClientPath.Length] : text;
        return Uri.TryCreate(text + "/", UriKind.Absolute, out Uri? uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? uri
            : throw new ElboException($"tracker comet: '{url}' is not an HTTP address; use for example https://www.comet.com");
    }

    private static ElboException MissingSetting(string what, string variable, string option) =>
        new($"tracker comet has no {what}; set {variable}, or tracking.comet.{option} in elbo.json");

    private Task<JsonElement> PostAsync(string path, object body, CancellationToken cancellationToken) => http.PostAsync(Api + path, body, cancellationToken);

    private Task<JsonElement> LogOtherAsync(string key, string value, DateTimeOffset time, CancellationToken cancellationToken) =>
        PostAsync("log-other", new { experimentKey = experiment, key, value, timestamp = ToMilliseconds(time) }, cancellationToken);

    /// <summary>Marks the experiment as running; the response contains the interval to the next heartbeat.</summary>
    private async Task SendHeartbeatAsync(CancellationToken cancellationToken)
    {
        JsonElement response = await http.GetAsync($"{Api}set-status?experimentKey={experiment}", cancellationToken).ConfigureAwait(false);
        bool hasInterval = response.ValueKind == JsonValueKind.Object && response.TryGetProperty("isAliveBeatDurationMillis", out JsonElement interval)
            && interval.ValueKind == JsonValueKind.Number;
        nextHeartbeat = clock.GetUtcNow() + TimeSpan.FromMilliseconds(hasInterval ? response.GetProperty("isAliveBeatDurationMillis").GetDouble() : 60_000);
    }
}
