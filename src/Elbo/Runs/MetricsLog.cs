using System.Text;
using System.Text.Json;
using Elbo.IO;
using Elbo.Training;

namespace Elbo.Runs;

/// <summary>Keeps the epochs of a training as lines of JSON; after an interruption it agrees with the checkpoint.</summary>
public sealed class MetricsLog(string path) : ITrainingCallback
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true };

    /// <summary>The epochs of a training that were kept; none where there is no file. Lines that tell of other things than an epoch are passed over.</summary>
    /// <exception cref="ElboException">The file cannot be read, or a line is no JSON.</exception>
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
                    epochs.Add(entry.Deserialize<EpochReport>(Json)!);
                }
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new ElboException(
                $"{path} line {number}: is not an epoch as 'elbo train' writes it ({error.Message}); take the line out, or train again", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ElboException($"{path}: cannot be read ({error.Message}); mend its permissions", error);
        }

        return epochs;
    }

    /// <inheritdoc />
    public void OnEpochCompleted(TrainingContext training)
    {
        ArgumentNullException.ThrowIfNull(training);

        // Written whole each time: a few hundred short lines, and a kill leaves no half line.
        StringBuilder lines = new();
        foreach (EpochReport report in training.Progress.History)
        {
            lines.Append(JsonSerializer.Serialize(report, Json)).Append('\n');
        }

        AtomicFile.WriteText(path, lines.ToString());
    }
}
