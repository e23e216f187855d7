using Elbo.Search;

namespace Elbo.Reports;

/// <summary>A trial with what its drawing needs.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Score">Its value, or the best of its curve where it has none; null for a trial that failed or has no epoch.</param>
/// <param name="Rank">Its place among all trials with a score, from 1; null without a score.</param>
/// <param name="EndedAfterSeconds">When it ended, counted from the study's start.</param>
public sealed record ReportedTrial(TrialSummary Trial, TrialOutcome Outcome, double? Score, int? Rank, double EndedAfterSeconds);
