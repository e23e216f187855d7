using Elbo.Runs;
using Elbo.Search;

namespace Elbo.Reports;

/// <summary>The data of a study's report, before anything is drawn.</summary>
public sealed record StudyReport
{
    private StudyReport(StudySummary study) => Study = study;

    /// <summary>The study.</summary>
    public StudySummary Study { get; }

    /// <summary>Its trials, best first; trials without a score last.</summary>
    internal IReadOnlyList<ReportTrial> Trials { get; private init; } = [];

    /// <summary>The completed trials that were better than all earlier ones, in order of time.</summary>
    internal IReadOnlyList<ReportTrial> BestSoFar { get; private init; } = [];

    /// <summary>The parameters, most important first, measured on completed trials.</summary>
    internal IReadOnlyList<ParameterImportance> Importance { get; private init; } = [];

    /// <summary>The best completed trial; null if there is none.</summary>
    internal ReportTrial? Best => Trials.FirstOrDefault(trial => trial.IsCompleted);

    /// <summary>Creates a report of a study.</summary>
    /// <param name="study">The study.</param>
    /// <param name="folder">The page's folder, for relative links to the trials' runs; null for no links.</param>
    public static StudyReport Create(StudySummary study, string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(study);
        double sign = study.Maximize ? 1 : -1;
        ReportTrial[] scored = [.. study.Trials
            .Select(trial => new ReportTrial(trial, GetScore(trial, sign), null, GetEnd(trial), GetLink(trial, folder)))
            .OrderBy(trial => trial.Score is null)
            .ThenByDescending(trial => sign * trial.Score ?? 0)
            .ThenBy(trial => trial.Trial.Number)];
        ReportTrial[] ranked = [.. scored.Select((trial, index) => trial.Score is null ? trial : trial with { Rank = index + 1 })];
        ReportTrial[] completed = [.. ranked.Where(trial => trial.IsCompleted)];
        return new StudyReport(study)
        {
            Trials = ranked,
            BestSoFar = FindBestSoFar(completed, sign),
            Importance = ParameterImportance.Compute(study.Parameters, [.. completed.Select(trial => trial.Trial)]),
        };
    }

    /// <summary>A failed trial has no score.</summary>
    private static double? GetScore(TrialSummary trial, double sign) =>
        trial.State == TrialState.Failed ? null : trial.Value ?? trial.Curve.MaxBy(point => sign * point.Value)?.Value;

    private static double GetEnd(TrialSummary trial) => trial.EndedAfterSeconds ?? (trial.StartedAfterSeconds + trial.Seconds);

    /// <summary>A relative link to the report of the trial's run, or to its folder.</summary>
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
        List<ReportTrial> bestSoFar = [];
        foreach (ReportTrial trial in completed.OrderBy(trial => trial.EndedAfterSeconds))
        {
            if (bestSoFar.Count == 0 || sign * trial.Score > sign * bestSoFar[^1].Score)
            {
                bestSoFar.Add(trial);
            }
        }

        return bestSoFar;
    }
}

/// <summary>A trial with the values that charts need.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Score">Its metric, or the best of its curve if it has none; null for a trial that failed or has no epoch.</param>
/// <param name="Rank">Its rank among all trials with a score, from 1; null without a score.</param>
/// <param name="EndedAfterSeconds">Seconds from the study's start to the trial's end; if the end is unknown, start plus training time.</param>
/// <param name="Link">A relative link from the page to its run; null if the run is not available.</param>
internal sealed record ReportTrial(TrialSummary Trial, double? Score, int? Rank, double EndedAfterSeconds, string? Link)
{
    /// <summary>True for a trial that finished with a metric.</summary>
    public bool IsCompleted => Trial is { State: TrialState.Completed, Value: not null };

    /// <summary>True for a trial that was stopped early because others were better.</summary>
    public bool IsPruned => Trial.State == TrialState.Pruned;
}
