using Elbo.Runs;
using Elbo.Search;

namespace Elbo.Reports;

/// <summary>What a report says of a study: every number of it, before anything is drawn.</summary>
/// <param name="Study">The study.</param>
/// <param name="Trials">Its trials, the best first; those without a score last.</param>
/// <param name="Records">The completed trials that were better than all before them, in the order of time.</param>
/// <param name="Importance">The parameters, the most important first, measured on completed trials.</param>
public sealed record StudyReport(
    StudySummary Study,
    IReadOnlyList<ReportedTrial> Trials,
    IReadOnlyList<ReportedTrial> Records,
    IReadOnlyList<ParameterImportance> Importance)
{
    /// <summary>The best trial that was completed; null where none was.</summary>
    public ReportedTrial? Best => Trials.FirstOrDefault(trial => trial.IsCompleted);

    /// <summary>Sums up a study.</summary>
    /// <param name="study">The study.</param>
    /// <param name="folder">Where the page will lie, for references to the trials' runs; null for a page without them.</param>
    public static StudyReport Of(StudySummary study, string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(study);
        double sign = study.Maximize ? 1 : -1;
        ReportedTrial[] scored = [.. study.Trials
            .Select(trial => new ReportedTrial(trial, ScoreOf(trial, sign), null, EndOf(trial), LinkOf(trial, folder)))
            .OrderBy(trial => trial.Score is null)
            .ThenByDescending(trial => sign * trial.Score ?? 0)
            .ThenBy(trial => trial.Trial.Number)];
        ReportedTrial[] ranked = [.. scored.Select((trial, place) => trial.Score is null ? trial : trial with { Rank = place + 1 })];
        ReportedTrial[] completed = [.. ranked.Where(trial => trial.IsCompleted)];
        return new StudyReport(study, ranked, RecordsOf(completed, sign), ParameterImportance.Of(study.Parameters, [.. completed.Select(trial => trial.Trial)]));
    }

    /// <summary>A failed trial says nothing of its options.</summary>
    private static double? ScoreOf(TrialSummary trial, double sign) =>
        trial.State == TrialState.Failed ? null : trial.Value ?? trial.Curve.MaxBy(point => sign * point.Value)?.Value;

    private static double EndOf(TrialSummary trial) => trial.EndedAfterSeconds ?? (trial.StartedAfterSeconds + trial.Seconds);

    /// <summary>The report of the trial's run, or else its folder, as seen from the page.</summary>
    private static string? LinkOf(TrialSummary trial, string? folder)
    {
        if (folder is null || trial.RunFolder is not { } run || !RunFolder.Exists(run))
        {
            return null;
        }

        string report = Path.Combine(run, ReportPage.FileName);
        string target = Path.GetRelativePath(folder, File.Exists(report) ? report : run);
        return string.Join('/', target.Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString));
    }

    private static List<ReportedTrial> RecordsOf(IEnumerable<ReportedTrial> completed, double sign)
    {
        List<ReportedTrial> records = [];
        foreach (ReportedTrial trial in completed.OrderBy(trial => trial.EndedAfterSeconds))
        {
            if (records.Count == 0 || sign * trial.Score > sign * records[^1].Score)
            {
                records.Add(trial);
            }
        }

        return records;
    }
}
