using System.Text.Json;
using Elbo.Runs;
using Elbo.Training;

namespace Elbo.Reports;

/// <summary>Reads the epochs that a run wrote down.</summary>
internal static class EpochLog
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true };

    /// <summary>The epochs so far; none for models solved in closed form. Lines that tell of other things than an epoch are passed over.</summary>
    /// <exception cref="ElboException">The file cannot be read, or a line is no JSON.</exception>
    public static IReadOnlyList<EpochReport> Read(RunFolder run)
    {
        if (!File.Exists(run.Metrics))
        {
            return [];
        }

        List<EpochReport> epochs = [];
        int number = 0;
        try
        {
            foreach (string line in File.ReadLines(run.Metrics))
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
                $"{run.Metrics} line {number}: is not an epoch as 'elbo train' writes it ({error.Message}); take the line out, or train again", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ElboException($"{run.Metrics}: cannot be read ({error.Message}); mend its permissions", error);
        }

        return epochs;
    }
}
