using System.Text.Json;
using Elbo.IO;
using Elbo.Training;

namespace Elbo.Runs;

/// <summary>
/// Writes a line of JSON for every n-th training step. Lines are buffered and flushed at the end of each epoch; a resumed
/// run continues the file from the step of its checkpoint.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="interval">Number of steps between two lines.</param>
internal sealed class StepsLog(string path, int interval) : ITrainingCallback, IDisposable
{
    private readonly StepAggregator aggregator = new(interval);
    private FileStream? file;

    /// <summary>Reads the steps of a run; skips a partial line left by a killed process.</summary>
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
            // Steps after the checkpoint are repeated.
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

    /// <summary>Writes the buffered lines.</summary>
    public void Dispose()
    {
        WrapErrors(() => file?.Dispose());
        file = null;
    }

    private static string ToLine(StepReport report) => JsonSerializer.Serialize(report, JsonFormat.Line) + "\n";

    private static StepReport? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<StepReport>(line, JsonFormat.Line);
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
            throw new ElboException($"{path}: cannot be written ({error.Message}); free some space or choose another folder", error);
        }
    }
}
