using System.Text.Json;
using Elbo.IO;
using Elbo.Options;

namespace Elbo.Search;

/// <summary>Reads and writes study summaries as JSON files with a line for each trial.</summary>
internal static class StudySummaryFile
{
    private const string EmptyTrials = "\"trials\": []";

    /// <summary>The JSON of a summary; curves are rounded.</summary>
    public static string ToJson(StudySummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        string head = OptionsWriter.ToJson(summary with { Trials = [] });
        IEnumerable<string> lines = summary.Trials.Select(trial => "\n    " + JsonSerializer.Serialize(Round(trial), JsonFormat.Line));
        return head.Replace(EmptyTrials, $"\"trials\": [{string.Join(',', lines)}\n  ]", StringComparison.Ordinal);
    }

    /// <summary>Writes a summary.</summary>
    /// <exception cref="ElboException">The file cannot be written.</exception>
    public static void Write(string path, StudySummary summary) => AtomicFile.WriteText(path, ToJson(summary) + "\n");

    /// <summary>Reads a summary.</summary>
    /// <exception cref="ElboException">The file cannot be read, or is not a summary.</exception>
    public static StudySummary Read(string path)
    {
        try
        {
            return OptionsReader.Read<StudySummary>(File.ReadAllText(path), path, owner: "a study's summary");
        }
        catch (ElboException error)
        {
            throw new ElboException($"{path}: is not a study summary written by 'elbo search --summary':\n{error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ElboException($"{path}: cannot be read ({error.Message}); use a file written by 'elbo search --summary'", error);
        }
    }

    private static TrialSummary Round(TrialSummary trial) => trial with
    {
        Curve = [.. trial.Curve.Select(point => point with { Value = Math.Round(point.Value, 6), Seconds = Math.Round(point.Seconds, 3) })],
        Seconds = Math.Round(trial.Seconds, 3),
        StartedAfterSeconds = Math.Round(trial.StartedAfterSeconds, 3),
        EndedAfterSeconds = trial.EndedAfterSeconds is { } ended ? Math.Round(ended, 3) : null,
    };
}
