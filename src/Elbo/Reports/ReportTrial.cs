using Elbo.Search;

namespace Elbo.Reports;

/// <summary>A trial with what its drawing needs.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Score">Its value, or the best of its curve where it has none; null for a trial that failed or has no epoch.</param>
/// <param name="Rank">Its place among all trials with a score, from 1; null without a score.</param>
/// <param name="EndedAfterSeconds">When it ended, counted from the study's start; of a trial that has not ended, or whose end was not kept, its start and training time.</param>
/// <param name="Link">Where its run is, as a reference from the page; null where it is not at hand.</param>
public sealed record ReportTrial(TrialSummary Trial, double? Score, int? Rank, double EndedAfterSeconds, string? Link)
{
    /// <summary>True for a trial that ran to its end and was measured.</summary>
    public bool IsCompleted => Trial is { State: TrialState.Completed, Value: not null };

    /// <summary>True for a trial that was ended early, being behind others.</summary>
    public bool IsPruned => Trial.State == TrialState.Pruned;
}
