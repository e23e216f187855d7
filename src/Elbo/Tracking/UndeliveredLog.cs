using System.Text.Json;
using Elbo.IO;

namespace Elbo.Tracking;

/// <summary>Saves messages that could not be sent to a server, as lines of JSON.</summary>
internal sealed class UndeliveredLog(string path)
{
    private readonly Lock sync = new();

    /// <summary>The file's path.</summary>
    public string Path { get; } = path;

    /// <summary>Number of messages saved.</summary>
    public int Count { get; private set; }

    /// <summary>Number of messages that could not be saved either.</summary>
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
        // The training thread adds points that do not fit the queue while the delivery task adds messages that failed.
        lock (sync)
        {
            try
            {
                File.AppendAllLines(Path, messages.Select(message => JsonSerializer.Serialize(message, JsonFormat.Line)));
                Count += messages.Length;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                Lost += messages.Length;
            }
        }
    }
}
