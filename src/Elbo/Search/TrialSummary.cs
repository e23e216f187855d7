using System.Text.Json.Nodes;

namespace Elbo.Search;

/// <summary>A trial of a study: the options it tried and what they came to.</summary>
/// <param name="Number">Its number in the study, from 1 on.</param>
/// <param name="State">One of <see cref="TrialState"/>: completed, pruned, failed, running or waiting.</param>
/// <param name="Values">The values tried, by dotted path as <c>--set</c> takes it; parameters that do not apply are left out.</param>
/// <param name="Value">The study's metric of the model that was kept; of a pruned trial the best so far; null without one.</param>
/// <param name="Curve">The metric epoch by epoch; empty for models without epochs.</param>
/// <param name="Seconds">Training time, without validation and start.</param>
/// <param name="StartedAfterSeconds">Time from the beginning of the study to the first start of the trial.</param>
/// <param name="RunFolder">Where its run is kept; null before it was started.</param>
/// <param name="Error">Why it failed; null where it did not.</param>
public sealed record TrialSummary(
    int Number,
    string State,
    IReadOnlyDictionary<string, JsonNode?> Values,
    double? Value,
    IReadOnlyList<TrialMetric> Curve,
    double Seconds,
    double StartedAfterSeconds,
    string? RunFolder,
    string? Error)
{
    /// <summary>Time from the beginning of the study to the end of the trial, with pauses of the study in it; null before it has ended, or where it was not kept.</summary>
    public double? EndedAfterSeconds { get; init; }
}
