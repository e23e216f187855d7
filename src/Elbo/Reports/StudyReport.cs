using Elbo.Runs;
using Elbo.Search;

namespace Elbo.Reports;

/// <summary>What a report says of a study: every number of it, before anything is drawn.</summary>
/// <param name="Study">The study.</param>
/// <param name="Trials">Its trials, the best first; those without a score last.</param>
/// <param name="BestSoFar">The completed trials that were better than all before them, in the order of time.</param>
/// <param name="Importance">The parameters, the most important first, measured on completed trials.</param>
public sealed record StudyReport(
    StudySummary Study,
    IReadOnlyList<ReportTrial> Trials,
    IReadOnlyList<ReportTrial> BestSoFar,
    IReadOnlyList<ParameterImportance> Importance)
{
    /// <summary>The best trial that was completed; null where none was.</summary>
    public ReportTrial? Best => Trials.FirstOrDefault(trial => trial.IsCompleted);

    /// <summary>Sums up a study.</summary>
    /// <param name="study">The study.</param>
    /// <param name="folder">Where the page will lie, for references to the trials' runs; null for a page without them.</param>
    public static StudyReport Create(StudySummary study, string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(study);
        double sign = study.Maximize ? 1 : -1;
        ReportTrial[] scored = [.. study.Trials
            .Select(trial => new ReportTrial(trial, GetScore(trial, sign), null, GetEnd(trial), GetLink(trial, folder)))
            .OrderBy(trial => trial.Score is null)
            .ThenByDescending(trial => sign * trial.Score ?? 0)
            .ThenBy(trial => trial.Trial.Number)];
        ReportTrial[] ranked = [.. scored.Select((trial, place) => trial.Score is null ? trial : trial with { Rank = place + 1 })];
        ReportTrial[] completed = [.. ranked.Where(trial => trial.IsCompleted)];
        return new StudyReport(study, ranked, FindBestSoFar(completed, sign), ParameterImportance.Compute(study.Parameters, [.. completed.Select(trial => trial.Trial)]));
    }

    /// <summary>A failed trial says nothing of its options.</summary>
    private static double? GetScore(TrialSummary trial, double sign) =>
        trial.State == TrialState.Failed ? null : trial.Value ?? trial.Curve.MaxBy(point => sign * point.Value)?.Value;

    private static double GetEnd(TrialSummary trial) => trial.EndedAfterSeconds ?? (trial.StartedAfterSeconds + trial.Seconds);

    /// <summary>The report of the trial's run, or else its folder, as seen from the page.</summary>
    private static string? GetLink(TrialSummary trial, string? folder)
    {
        if (folder is null || trial.RunFolder is not { } run || !RunFolder.Exists(run))
        {
            return null;
        }

        string report = Path.Combine(run, ReportRenderer.FileName);
        string target = Path.GetRelativePath(folder, File.Exists(report) ? report : run);
        return string.Join('/', target.Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString));
    }

    private static List<ReportTrial> FindBestSoFar(IEnumerable<ReportTrial> completed, double sign)
    {
        List<ReportTrial> records = [];
        foreach (ReportTrial trial in completed.OrderBy(trial => trial.EndedAfterSeconds))
        {
            if (records.Count == 0 || sign * trial.Score > sign * records[^1].Score)
            {
                records.Add(trial);
            }
        }

        return records;
    }
}
