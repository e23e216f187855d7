using System.Text;
using System.Text.Json;

namespace Elbo.Tests.Tracking;

/// <summary>Comet as its REST API v2 is published (comet.com/docs, write endpoints): checks every request and responds like the service.</summary>
internal sealed class CometStub : IDisposable
{
    public const string ApiKey = "the-secret-api-key";

    private const string Api = "/api/rest/v2/write/experiment/";

    public CometStub() => Server = new StubServer(Answer);

    public StubServer Server { get; }

    public string Address => Server.Address.AbsoluteUri.TrimEnd('/');

    /// <summary>Called first: a response here replaces the service's own.</summary>
    public Func<StubRequest, StubResponse?> Before { get; init; } = _ => null;

    public List<string> Experiments { get; } = [];

    public Dictionary<string, string> Parameters { get; } = [];

    public Dictionary<string, string> Others { get; } = [];

    public List<(string Name, double Value, long Step, long Epoch)> Metrics { get; } = [];

    public List<string> Tags { get; } = [];

    public Dictionary<string, byte[]> Files { get; } = [];

    public (long Start, long End)? Times { get; private set; }

    public int Beats { get; private set; }

    public List<string> Faults { get; } = [];

    public void Dispose() => Server.Dispose();

    private StubResponse Answer(StubRequest request)
    {
        try
        {
            // The header contains only the key, without a scheme.
            return Before(request) ?? (request.Authorization == ApiKey
                ? Route(request)
                : new StubResponse(401, new { code = 401, msg = $"invalid API key {request.Authorization}", sdk_error_code = 90601 }));
        }
        catch (Exception fault)
        {
            Faults.Add($"{request.Method} {request.Path}: {fault.Message}");
            return new StubResponse(400, new { code = 400, msg = fault.Message });
        }
    }

    private StubResponse Route(StubRequest request)
    {
        RequestAssert.That(request.Path.StartsWith(Api, StringComparison.Ordinal), "no such path");
        string endpoint = request.Path[Api.Length..];
        bool json = request.Method == "POST" && endpoint != "upload-asset";
        if (json)
        {
            RequestAssert.That(request.ContentType?.StartsWith("application/json", StringComparison.Ordinal) == true, $"content type {request.ContentType}");
        }

        if (endpoint == "create")
        {
            return Create(request.Json);
        }

        string? key = json ? request.Json.GetProperty("experimentKey").GetString() : request.Query["experimentKey"];
        RequestAssert.That(key is not null && Experiments.Contains(key), $"no experiment {key}");
        return $"{request.Method} {endpoint}" switch
        {
            "GET set-status" => Beat(),
            "POST metric" => Metric(request.Json),
            "POST parameter" => Parameter(request.Json),
            "POST log-other" => Other(request.Json),
            "POST tags" => AddTags(request.Json),
            "POST upload-asset" => Upload(request),
            "POST set-start-end-time" => SetTimes(request.Json),
            _ => new StubResponse(404, new { code = 404, msg = "not found" }),
        };
    }

    private StubResponse Create(JsonElement json)
    {
        RequestAssert.Fields(json, "workspaceName:string", "projectName:string", "experimentName?:string");
        string key = $"key{Experiments.Count}";
        Experiments.Add(key);
        return new StubResponse(200, new
        {
            experimentKey = key,
            workspaceName = json.GetProperty("workspaceName"),
            projectName = json.GetProperty("projectName"),
            link = $"https://www.comet.com/team/elbo/{key}",
        });
    }

    private StubResponse Beat()
    {
        Beats++;
        return new StubResponse(200, new { isAliveBeatDurationMillis = 60_000, gpuMonitorIntervalMillis = 60_000 });
    }

    private StubResponse Metric(JsonElement json)
    {
        RequestAssert.Fields(
            json, "experimentKey:string", "metricName:string", "metricValue:double", "context?:string", "step?:long", "epoch?:long", "timestamp?:long");
        Metrics.Add((json.GetProperty("metricName").GetString()!, json.GetProperty("metricValue").GetDouble(), json.GetProperty("step").GetInt64(), json.GetProperty("epoch").GetInt64()));
        return Saved();
    }

    private StubResponse Parameter(JsonElement json)
    {
        RequestAssert.Fields(json, "experimentKey:string", "parameterName:string", "parameterValue:string", "step?:long", "timestamp?:long");
        Parameters[json.GetProperty("parameterName").GetString()!] = json.GetProperty("parameterValue").GetString()!;
        return Saved();
    }

    private StubResponse Other(JsonElement json)
    {
        RequestAssert.Fields(json, "experimentKey:string", "key:string", "value:string", "timestamp?:long");
        Others[json.GetProperty("key").GetString()!] = json.GetProperty("value").GetString()!;
        return Saved();
    }

    private StubResponse AddTags(JsonElement json)
    {
        RequestAssert.Fields(json, "experimentKey:string", "addedTags:array");
        Tags.AddRange(json.GetProperty("addedTags").EnumerateArray().Select(tag => tag.GetString()!));
        return Saved();
    }

    private StubResponse Upload(StubRequest request)
    {
        RequestAssert.That(request.ContentType?.StartsWith("multipart/form-data; boundary=", StringComparison.Ordinal) == true, $"content type {request.ContentType}");
        string boundary = "--" + request.ContentType!.Split("boundary=")[1].Trim('"');
        string text = Encoding.Latin1.GetString(request.Body);
        string part = text.Split(boundary)[1];
        int start = part.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        RequestAssert.That(part[..start].Contains("name=file", StringComparison.Ordinal), "the part is not called file");
        Files[request.Query["fileName"]!] = Encoding.Latin1.GetBytes(part[start..^2]);
        return new StubResponse(200, new { assetId = Guid.NewGuid().ToString("N") });
    }

    private StubResponse SetTimes(JsonElement json)
    {
        RequestAssert.Fields(json, "experimentKey:string", "startTimeMillis?:long", "endTimeMillis?:long");
        Times = (json.GetProperty("startTimeMillis").GetInt64(), json.GetProperty("endTimeMillis").GetInt64());
        return Saved();
    }

    private static StubResponse Saved() => new(200, new { msg = "Saved" });
}
