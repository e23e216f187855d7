using System.Text.Encodings.Web;
using System.Text.Json;

namespace Elbo.Tracking;

/// <summary>Keeps, as lines of JSON, what a server did not take.</summary>
internal sealed class UndeliveredLog(string path)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock sync = new();

    /// <summary>Where it is.</summary>
    public string Path { get; } = path;

    /// <summary>Messages kept.</summary>
    public int Count { get; private set; }

    /// <summary>Messages that could not even be kept here.</summary>
    public int Lost { get; private set; }

    public void Add(RunMetadata run) => Append([new { kind = "run", run.Name, run.Started, run.Parameters, run.Tags }]);

    public void Add(IReadOnlyList<MetricPoint> points) => Append([.. points.Select(point => new
    {
        kind = point.Scope.ToString().ToLowerInvariant(),
        point.Update,
        point.Epoch,
        point.Time,
        point.Values,
    })]);

    public void Add(string file) => Append([new { kind = "file", name = System.IO.Path.GetFileName(file) }]);

    public void Add(RunCompletion completion) => Append([new { kind = "end", status = completion.Status.ToString().ToLowerInvariant(), completion.Time }]);

    private void Append(object[] messages)
    {
        // The training adds what the queue does not hold while the delivery adds what the server did not take.
        lock (sync)
        {
            try
            {
                File.AppendAllLines(Path, messages.Select(message => JsonSerializer.Serialize(message, Json)));
                Count += messages.Length;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                Lost += messages.Length;
            }
        }
    }
}
