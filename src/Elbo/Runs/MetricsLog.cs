using System.Text;
using System.Text.Json;
using Elbo.IO;
using Elbo.Training;

namespace Elbo.Runs;

/// <summary>Keeps the epochs of a training as lines of JSON; after an interruption it agrees with the checkpoint.</summary>
public sealed class MetricsLog(string path) : ITrainingCallback
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The epochs of a training that were kept; none where there is no file.</summary>
    /// <exception cref="ElboException">The file is damaged.</exception>
    public static IReadOnlyList<EpochReport> Read(string path)
    {
        try
        {
            return File.Exists(path) ? [.. File.ReadLines(path).Select(line => JsonSerializer.Deserialize<EpochReport>(line, Json)!)] : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ElboException($"{path}: is damaged ({error.Message}); train again", error);
        }
    }

    /// <inheritdoc />
    public void EpochEnded(TrainingRun run)
    {
        ArgumentNullException.ThrowIfNull(run);

        // Written whole each time: a few hundred short lines, and a kill leaves no half line.
        StringBuilder lines = new();
        foreach (EpochReport report in run.Progress.History)
        {
            lines.Append(JsonSerializer.Serialize(report, Json)).Append('\n');
        }

        AtomicFile.WriteText(path, lines.ToString());
    }
}
