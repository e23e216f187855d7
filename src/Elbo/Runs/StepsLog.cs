using System.Text.Json;
using Elbo.IO;
using Elbo.Training;

namespace Elbo.Runs;

/// <summary>
/// Keeps every n-th update of a training as a line of JSON. Lines are buffered and reach the disk with each epoch; after an
/// interruption the file goes on from the update that the checkpoint holds.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="interval">Updates from one line to the next.</param>
public sealed class StepsLog(string path, int interval) : ITrainingCallback, IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly StepAggregator aggregator = new(interval);
    private FileStream? file;

    /// <summary>Reads the steps of a run; a line that a killed training left half written is passed over.</summary>
    public static IEnumerable<StepReport> Read(string path)
    {
        foreach (string line in File.Exists(path) ? File.ReadLines(path) : [])
        {
            if (Parse(line) is { } report)
            {
                yield return report;
            }
        }
    }

    /// <inheritdoc />
    public void OnStarted(TrainingContext training)
    {
        ArgumentNullException.ThrowIfNull(training);
        aggregator.Start(training);
        if (File.Exists(path))
        {
            // What came after the checkpoint is done again.
            string[] kept = [.. Read(path).Where(report => report.Update <= training.Progress.Update).Select(ToLine)];
            AtomicFile.WriteText(path, string.Concat(kept));
        }
    }

    /// <inheritdoc />
    public void OnStepCompleted(TrainingContext training)
    {
        if (aggregator.Next(training) is { } report)
        {
            WrapErrors(() => (file ??= Open()).Write(System.Text.Encoding.UTF8.GetBytes(ToLine(report))));
        }
    }

    /// <inheritdoc />
    public void OnEpochCompleted(TrainingContext training) => WrapErrors(() => file?.Flush());

    /// <summary>Writes what is buffered.</summary>
    public void Dispose()
    {
        WrapErrors(() => file?.Dispose());
        file = null;
    }

    private static string ToLine(StepReport report) => JsonSerializer.Serialize(report, Json) + "\n";

    private static StepReport? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<StepReport>(line, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private FileStream Open() => new(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 1 << 16);

    private void WrapErrors(Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ElboException($"{path}: cannot be written ({error.Message}); free some space or choose another place", error);
        }
    }
}
