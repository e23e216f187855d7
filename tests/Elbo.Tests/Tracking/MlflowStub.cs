using System.Text.Json;
using System.Text.RegularExpressions;

namespace Elbo.Tests.Tracking;

/// <summary>
/// An MLflow tracking server as its REST API 2.0 is published (mlflow.org/docs/latest/rest-api.html): checks every request and
/// responds like the server.
/// </summary>
internal sealed partial class MlflowStub : IDisposable
{
    private const string Api = "/api/2.0/mlflow/";
    private const string Artifacts = "/api/2.0/mlflow-artifacts/artifacts/";
    private static readonly string[] Statuses = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"];

    private readonly int version;
    private readonly string prefix;

    public MlflowStub(int version = 3, string prefix = "", TaskCompletionSource? gate = null)
    {
        this.version = version;
        this.prefix = prefix;
        Server = new StubServer(Answer) { Gate = gate };
    }

    public StubServer Server { get; }

    public string Address => Server.Address.AbsoluteUri.TrimEnd('/') + prefix;

    /// <summary>The required Authorization header; null for none.</summary>
    public string? Key { get; init; }

    /// <summary>The artifact location that the server reports: by default it accepts uploads itself.</summary>
    public string ArtifactRoot { get; init; } = "mlflow-artifacts:/";

    /// <summary>Called first: a response here replaces the server's own.</summary>
    public Func<StubRequest, StubResponse?> Before { get; init; } = _ => null;

    /// <summary>Experiments by name.</summary>
    public Dictionary<string, string> Experiments { get; } = [];

    public List<Run> Runs { get; } = [];

    /// <summary>Violations of the API by requests.</summary>
    public List<string> Faults { get; } = [];

    public List<int> MetricsInBatches { get; } = [];

    public void Dispose() => Server.Dispose();

    private StubResponse Answer(StubRequest request)
    {
        try
        {
            return Before(request) ?? (Key is null || request.Authorization == Key
                ? Route(request)
                : new StubResponse(401, "You are not authenticated. Please see https://www.mlflow.org/docs/latest/auth/index.html"));
        }
        catch (Exception fault)
        {
            Faults.Add($"{request.Method} {request.Path}: {fault.Message}");
            return Error(400, "INVALID_PARAMETER_VALUE", fault.Message);
        }
    }

    private StubResponse Route(StubRequest request)
    {
        RequestAssert.That(request.Path.StartsWith(prefix, StringComparison.Ordinal), "no such path");
        string path = request.Path[prefix.Length..];
        if (path.StartsWith(Artifacts, StringComparison.Ordinal))
        {
            return Upload(request, path[Artifacts.Length..]);
        }

        RequestAssert.That(path.StartsWith(Api, StringComparison.Ordinal), "no such path");
        string endpoint = $"{request.Method} {path[Api.Length..]}";
        if (request.Method == "POST")
        {
            RequestAssert.That(request.ContentType?.StartsWith("application/json", StringComparison.Ordinal) == true, $"content type {request.ContentType}");
        }

        return endpoint switch
        {
            "GET experiments/get-by-name" => GetExperiment(request.Query["experiment_name"]),
            "POST experiments/create" => CreateExperiment(request.Json),
            "POST runs/create" => CreateRun(request.Json),
            "POST runs/update" => UpdateRun(request.Json),
            "POST runs/log-batch" => LogBatch(request),
            _ => new StubResponse(404, "<!doctype html><title>404 Not Found</title>"),
        };
    }

    private StubResponse GetExperiment(string? name)
    {
        RequestAssert.That(!string.IsNullOrEmpty(name), "experiment_name is missing");
        return Experiments.TryGetValue(name!, out string? id)
            ? new StubResponse(200, new { experiment = new { experiment_id = id, name, artifact_location = $"mlflow-artifacts:/{id}", lifecycle_stage = "active" } })
            : Error(404, "RESOURCE_DOES_NOT_EXIST", $"Could not find experiment with name '{name}'");
    }

    private StubResponse CreateExperiment(JsonElement json)
    {
        RequestAssert.Fields(json, "name:string", "artifact_location?:string", "tags?:array");
        string name = json.GetProperty("name").GetString()!;
        if (Experiments.ContainsKey(name))
        {
            return Error(400, "RESOURCE_ALREADY_EXISTS", $"Experiment(name={name}) already exists.");
        }

        Experiments[name] = $"{Experiments.Count + 1}";
        return new StubResponse(200, new { experiment_id = Experiments[name] });
    }

    private StubResponse CreateRun(JsonElement json)
    {
        RequestAssert.Fields(json, "experiment_id:string", "user_id?:string", "run_name?:string", "start_time:long", "tags?:array");
        string experiment = json.GetProperty("experiment_id").GetString()!;
        RequestAssert.That(Experiments.ContainsValue(experiment), $"No Experiment with id={experiment} exists");
        string id = Guid.NewGuid().ToString("N");
        Run run = new(id, experiment, $"{ArtifactRoot}{experiment}/{id}/artifacts")
        {
            Name = json.GetProperty("run_name").GetString(),
            StartTime = json.GetProperty("start_time").GetInt64(),
        };
        Pairs(json, "tags", 5000, run.Tags);
        Runs.Add(run);
        object data = new { tags = run.Tags.Select(tag => new { key = tag.Key, value = tag.Value }) };
        return new StubResponse(200, version < 3
            ? new { run = new { info = run.Info, data } }
            : new { run = new { info = run.Info, data, inputs = new { }, outputs = new { } } });
    }

    private StubResponse UpdateRun(JsonElement json)
    {
        RequestAssert.Fields(json, "run_id:string", "status?:string", "end_time?:long", "run_name?:string");
        if (Find(json) is not { } run)
        {
            return Missing(json);
        }

        run.Status = json.TryGetProperty("status", out JsonElement status) ? status.GetString()! : run.Status;
        run.EndTime = json.TryGetProperty("end_time", out JsonElement time) ? time.GetInt64() : run.EndTime;
        RequestAssert.That(Statuses.Contains(run.Status), $"status {run.Status}");
        return new StubResponse(200, new { run_info = run.Info });
    }

    private StubResponse LogBatch(StubRequest request)
    {
        JsonElement json = request.Json;
        RequestAssert.That(request.Body.Length <= 1_000_000, "Batched logging API requests must be at most 1000000 bytes");
        RequestAssert.Fields(json, "run_id:string", "metrics?:array", "params?:array", "tags?:array");
        int metrics = Length(json, "metrics", 1000);
        RequestAssert.That(metrics + Length(json, "params", 100) + Length(json, "tags", 100) <= 1000, "at most 1000 metrics, params, and tags");
        MetricsInBatches.Add(metrics);
        if (Find(json) is not { } run)
        {
            return Missing(json);
        }

        foreach (JsonElement metric in metrics == 0 ? [] : json.GetProperty("metrics").EnumerateArray())
        {
            RequestAssert.Fields(metric, "key:string", "value:double", "timestamp:long", "step:long");
            string key = metric.GetProperty("key").GetString()!;
            Name(key);
            run.Metrics.Add((key, metric.GetProperty("value").GetDouble(), metric.GetProperty("step").GetInt64()));
            RequestAssert.That(metric.GetProperty("timestamp").GetInt64() > 1_000_000_000_000, "timestamp is not in milliseconds");
        }

        Dictionary<string, string> before = new(run.Parameters);
        Pairs(json, "params", 500, run.Parameters);
        RequestAssert.That(before.All(pair => run.Parameters[pair.Key] == pair.Value), "Changing param values is not allowed");
        Pairs(json, "tags", 5000, run.Tags);
        return new StubResponse(200, new { });
    }

    private StubResponse Upload(StubRequest request, string path)
    {
        RequestAssert.That(request.Method == "PUT", $"{request.Method} on an artifact");
        Run? run = Runs.Find(run => path.StartsWith($"{run.Experiment}/{run.Id}/artifacts/", StringComparison.Ordinal));
        RequestAssert.That(run is not null, $"no run has {path}");
        run!.Files[path[(path.LastIndexOf('/') + 1)..]] = request.Body;
        return new StubResponse(200, new { });
    }

    private Run? Find(JsonElement json) => Runs.Find(run => run.Id == json.GetProperty("run_id").GetString());

    private static StubResponse Missing(JsonElement json) => Error(404, "RESOURCE_DOES_NOT_EXIST", $"Run with id={json.GetProperty("run_id")} not found");

    private static StubResponse Error(int status, string code, string message) => new(status, new { error_code = code, message });

    private static int Length(JsonElement json, string name, int most)
    {
        int length = json.TryGetProperty(name, out JsonElement array) ? array.GetArrayLength() : 0;
        RequestAssert.That(length <= most, $"A batch logging request can contain at most {most} {name}. Got {length} {name}.");
        return length;
    }

    private static void Pairs(JsonElement json, string name, int longest, Dictionary<string, string> into)
    {
        foreach (JsonElement pair in json.TryGetProperty(name, out JsonElement array) ? array.EnumerateArray() : default)
        {
            RequestAssert.Fields(pair, "key:string", "value:string");
            string key = pair.GetProperty("key").GetString()!;
            string value = pair.GetProperty("value").GetString()!;
            Name(key);
            RequestAssert.That(value.Length <= longest, $"{name} value of {key} had length {value.Length}, which exceeded length limit of {longest}");
            into[key] = value;
        }
    }

    private static void Name(string name) => RequestAssert.That(
        name.Length is > 0 and <= 250 && Allowed().IsMatch(name) && !name.StartsWith('/') && !name.EndsWith('/') && !name.Contains("//", StringComparison.Ordinal),
        $"Invalid name: '{name}'");

    [GeneratedRegex(@"^[/\w.\- ]*$")]
    private static partial Regex Allowed();

    internal sealed record Run(string Id, string Experiment, string ArtifactUri)
    {
        public string? Name { get; set; }

        public long StartTime { get; init; }

        public long? EndTime { get; set; }

        public string Status { get; set; } = "RUNNING";

        public Dictionary<string, string> Parameters { get; } = [];

        public Dictionary<string, string> Tags { get; } = [];

        public List<(string Key, double Value, long Step)> Metrics { get; } = [];

        public Dictionary<string, byte[]> Files { get; } = [];

        public object Info => new
        {
            run_id = Id,
            run_uuid = Id,
            run_name = Name,
            experiment_id = Experiment,
            status = Status,
            start_time = StartTime,
            artifact_uri = ArtifactUri,
            lifecycle_stage = "active",
        };
    }
}
