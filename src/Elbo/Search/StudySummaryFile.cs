using System.Text.Json;
using System.Text.Json.Nodes;
using Elbo.IO;
using Elbo.Options;

namespace Elbo.Search;

/// <summary>Study summaries as JSON files, a line for each trial, to be kept beside recipes and drawn in reports.</summary>
public static class StudySummaryFile
{
    private const string Trials = "\"trials\": []";

    private static readonly JsonSerializerOptions Line = new(OptionsJson.Format) { WriteIndented = false };

    /// <summary>The JSON of a summary; curves are rounded to what a reader can see.</summary>
    public static string ToJson(StudySummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        string head = OptionsWriter.ToJson(summary with { Trials = [] });
        IEnumerable<string> lines = summary.Trials.Select(trial => "\n    " + JsonSerializer.Serialize(Rounded(trial), Line));
        return head.Replace(Trials, $"\"trials\": [{string.Join(',', lines)}\n  ]", StringComparison.Ordinal);
    }

    /// <summary>Writes a summary.</summary>
    /// <exception cref="ElboException">The place cannot be written to.</exception>
    public static void Write(string path, StudySummary summary) => AtomicFile.WriteText(path, ToJson(summary) + "\n");

    /// <summary>Reads a summary.</summary>
    /// <exception cref="ElboException">The file cannot be read, or is no summary.</exception>
    public static StudySummary Read(string path)
    {
        try
        {
            return OptionsReader.Read<StudySummary>(JsonNode.Parse(File.ReadAllText(path))!.AsObject(), path, owner: "a study's summary");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            throw new ElboException($"{path}: cannot be read as a study's summary ({error.Message}); 'elbo search --summary FILE' writes one", error);
        }
    }

    private static TrialSummary Rounded(TrialSummary trial) => trial with
    {
        Curve = [.. trial.Curve.Select(point => point with { Value = Math.Round(point.Value, 6), Seconds = Math.Round(point.Seconds, 3) })],
        Seconds = Math.Round(trial.Seconds, 3),
        StartedAfterSeconds = Math.Round(trial.StartedAfterSeconds, 3),
    };
}
