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
    public ReportedTrial? Best => Trials.FirstOrDefault(trial => trial.Outcome == TrialOutcome.Complete);

    /// <summary>Sums up a study.</summary>
    public static StudyReport Of(StudySummary study)
    {
        ArgumentNullException.ThrowIfNull(study);
        double sign = study.Maximize ? 1 : -1;
        ReportedTrial[] scored = [.. study.Trials
            .Select(trial => (Trial: trial, Outcome: OutcomeOf(trial)))
            .Select(trial => new ReportedTrial(trial.Trial, trial.Outcome, ScoreOf(trial.Trial, trial.Outcome, sign), null, trial.Trial.StartedAfterSeconds + trial.Trial.Seconds))
            .OrderBy(trial => trial.Score is null)
            .ThenByDescending(trial => sign * trial.Score ?? 0)
            .ThenBy(trial => trial.Trial.Number)];
        ReportedTrial[] ranked = [.. scored.Select((trial, place) => trial.Score is null ? trial : trial with { Rank = place + 1 })];
        ReportedTrial[] completed = [.. ranked.Where(trial => trial.Outcome == TrialOutcome.Complete)];
        return new StudyReport(study, ranked, RecordsOf(completed, sign), ParameterImportance.Of(study.Parameters, [.. completed.Select(trial => trial.Trial)]));
    }

    /// <summary>What a trial's state means; names differ only in their ending between versions.</summary>
    private static TrialOutcome OutcomeOf(TrialSummary trial) => trial switch
    {
        { Error: not null } => TrialOutcome.Failed,
        _ when trial.State.StartsWith("fail", StringComparison.OrdinalIgnoreCase) => TrialOutcome.Failed,
        _ when trial.State.StartsWith("prune", StringComparison.OrdinalIgnoreCase) => TrialOutcome.Pruned,
        _ when trial.State.StartsWith("complete", StringComparison.OrdinalIgnoreCase) && trial.Value is not null => TrialOutcome.Complete,
        _ => TrialOutcome.Open,
    };

    /// <summary>A failed trial says nothing of its options.</summary>
    private static double? ScoreOf(TrialSummary trial, TrialOutcome outcome, double sign) =>
        outcome == TrialOutcome.Failed ? null : trial.Value ?? trial.Curve.MaxBy(point => sign * point.Value)?.Value;

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
