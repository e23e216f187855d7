using System.Text;
using System.Text.Json;
using Elbo.IO;
using Elbo.Training;

namespace Elbo.Runs;

/// <summary>Writes a line of JSON for each epoch. After an interruption it is consistent with the checkpoint.</summary>
internal sealed class MetricsLog(string path) : ITrainingCallback
{
    /// <summary>Reads the epochs of a run; returns none if the file does not exist. Lines that do not describe an epoch are skipped.</summary>
    /// <exception cref="ElboException">The file cannot be read, or a line is not JSON.</exception>
    public static IReadOnlyList<EpochReport> Read(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        List<EpochReport> epochs = [];
        int number = 0;
        try
        {
            foreach (string line in File.ReadLines(path))
            {
                number++;
                JsonElement entry = JsonSerializer.Deserialize<JsonElement>(line);
                if (entry.TryGetProperty("epoch", out _) && entry.TryGetProperty("users", out _))
                {
                    epochs.Add(entry.Deserialize<EpochReport>(JsonFormat.Line)!);
                }
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new ElboException(
                $"{path} line {number}: is not an epoch written by 'elbo train' ({error.Message}); remove the line or train again", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ElboException($"{path}: cannot be read ({error.Message}); check its permissions", error);
        }

        return epochs;
    }

    /// <summary>Writes the epochs of the checkpoint: a process killed before it wrote the last one may have nothing left to train.</summary>
    public void OnStarted(TrainingContext training)
    {
        ArgumentNullException.ThrowIfNull(training);
        if (training.Progress.History.Count > 0)
        {
            OnEpochCompleted(training);
        }
    }

    /// <inheritdoc />
    public void OnEpochCompleted(TrainingContext training)
    {
        ArgumentNullException.ThrowIfNull(training);

        // Rewriting the file, a few hundred short lines, means a killed process never leaves a partial line.
        StringBuilder lines = new();
        foreach (EpochReport report in training.Progress.History)
        {
            lines.Append(JsonSerializer.Serialize(report, JsonFormat.Line)).Append('\n');
        }

        AtomicFile.WriteText(path, lines.ToString());
    }
}
