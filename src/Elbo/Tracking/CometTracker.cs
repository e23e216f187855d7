using System.Net.Http.Headers;
using System.Text.Json;

namespace Elbo.Tracking;

/// <summary>Sends a run to Comet by its REST API v2, in which each figure is a request of its own.</summary>
internal sealed class CometTracker : RemoteTracker
{
    private const string Api = "api/rest/v2/write/experiment/";

    // What older clients are told to add to the address, and Comet's own settings therefore hold.
    private const string ClientPath = "/clientlib";

    private readonly CometOptions options;
    private readonly Uri address;
    private readonly PatientHttp http;
    private readonly TimeProvider clock;
    private string experiment = "";
    private long lastStep;
    private DateTimeOffset started;
    private DateTimeOffset nextBeat;

    public CometTracker(TrackingOptions options, RunContext context)
        : base(options, context)
    {
        this.options = options.Comet;
        clock = context.Clock;
        lastStep = -this.options.StepsEvery;
        address = Address(this.options.Url);
        http = new PatientHttp(
            address,
            this.options.ApiKey?.Trim() ?? throw Missing("API key", "COMET_API_KEY", "apiKey"),
            [this.options.ApiKey],
            options,
            clock,
            Trouble);
        _ = this.options.Workspace ?? throw Missing("workspace", "COMET_WORKSPACE", "workspace");
    }

    public override string Name => "comet";

    protected override string Place => address.AbsoluteUri.TrimEnd('/');

    protected override string CredentialNames => "COMET_API_KEY and COMET_WORKSPACE";

    // Called by the training alone. Between two steps that are sent lie enough updates.
    protected override bool Wants(MetricPoint point)
    {
        if (point.Kind != PointKind.Step)
        {
            return true;
        }

        bool due = point.Update - lastStep >= options.StepsEvery;
        lastStep = due ? point.Update : lastStep;
        return due;
    }

    protected override async Task StartAsync(TrackedRun run, CancellationToken cancellation)
    {
        started = run.Started;
        if (RemoteRun.Read(run.Folder, Name, Place) is { } known)
        {
            experiment = known.Id;
            await BeatAsync(cancellation).ConfigureAwait(false);
            return;
        }

        JsonElement created = await PostAsync(
            "create",
            new { workspaceName = options.Workspace, projectName = options.Project, experimentName = run.Name },
            cancellation).ConfigureAwait(false);
        experiment = created.GetProperty("experimentKey").GetString()!;
        string? link = created.TryGetProperty("link", out JsonElement place) ? place.GetString() : null;
        new RemoteRun(Place, experiment, link).Write(run.Folder, Name);
        await BeatAsync(cancellation).ConfigureAwait(false);
        foreach ((string name, string value) in run.Parameters)
        {
            await PostAsync(
                "parameter",
                new { experimentKey = experiment, parameterName = name, parameterValue = value, timestamp = Milliseconds(started) },
                cancellation).ConfigureAwait(false);
        }

        foreach ((string key, string value) in run.Tags)
        {
            await OtherAsync(key, value, started, cancellation).ConfigureAwait(false);
        }

        await PostAsync("tags", new { experimentKey = experiment, addedTags = Labels(run) }, cancellation)
            .ConfigureAwait(false);
    }

    protected override async Task SendAsync(IReadOnlyList<MetricPoint> points, CancellationToken cancellation)
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
                        timestamp = Milliseconds(point.Time),
                    },
                    cancellation).ConfigureAwait(false);
            }
        }

        if (clock.GetUtcNow() >= nextBeat)
        {
            await BeatAsync(cancellation).ConfigureAwait(false);
        }
    }

    protected override async Task UploadAsync(string file, CancellationToken cancellation)
    {
        string name = Path.GetFileName(file);
        string query = $"upload-asset?experimentKey={experiment}&fileName={Uri.EscapeDataString(name)}&type=asset&overwrite=true";
        await http.SendAsync(
            () =>
            {
                StreamContent content = new(File.OpenRead(file)) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
                return new HttpRequestMessage(HttpMethod.Post, Api + query) { Content = new MultipartFormDataContent { { content, "file", name } } };
            },
            cancellation).ConfigureAwait(false);
    }

    protected override async Task EndAsync(RunEnd end, CancellationToken cancellation)
    {
        await OtherAsync("status", end.Status.ToString().ToLowerInvariant(), end.Time, cancellation).ConfigureAwait(false);
        await PostAsync(
            "set-start-end-time",
            new { experimentKey = experiment, startTimeMillis = Milliseconds(started), endTimeMillis = Milliseconds(end.Time) },
            cancellation).ConfigureAwait(false);
    }

    protected override void Close() => http.Dispose();

    /// <summary>By which experiments are filtered.</summary>
    private static string[] Labels(TrackedRun run) =>
        [run.Tags["recipe"], run.Parameters["model"], .. run.Tags.TryGetValue("study", out string? study) ? [study] : (string[])[]];

    private static long Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    private static Uri Address(string url)
    {
        string text = url.Trim().TrimEnd('/');
        text = text.EndsWith(ClientPath, StringComparison.Ordinal) ? text[..^ClientPath.Length] : text;
        return Uri.TryCreate(text + "/", UriKind.Absolute, out Uri? uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? uri
            : throw new ElboException($"tracker comet: '{url}' is not the address of a server; give one such as https://www.comet.com");
    }

    private static ElboException Missing(string what, string variable, string option) =>
        new($"tracker comet has no {what}; set {variable}, or tracking.comet.{option} in elbo.json");

    private Task<JsonElement> PostAsync(string path, object body, CancellationToken cancellation) => http.PostAsync(Api + path, body, cancellation);

    private Task<JsonElement> OtherAsync(string key, string value, DateTimeOffset time, CancellationToken cancellation) =>
        PostAsync("log-other", new { experimentKey = experiment, key, value, timestamp = Milliseconds(time) }, cancellation);

    /// <summary>Shows the experiment as running; the answer says when to do so again.</summary>
    private async Task BeatAsync(CancellationToken cancellation)
    {
        JsonElement answer = await http.GetAsync($"{Api}set-status?experimentKey={experiment}", cancellation).ConfigureAwait(false);
        bool told = answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("isAliveBeatDurationMillis", out JsonElement pause)
            && pause.ValueKind == JsonValueKind.Number;
        nextBeat = clock.GetUtcNow() + TimeSpan.FromMilliseconds(told ? answer.GetProperty("isAliveBeatDurationMillis").GetDouble() : 60_000);
    }
}
