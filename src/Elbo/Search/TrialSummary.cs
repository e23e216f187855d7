using System.Text.Json.Nodes;

namespace Elbo.Search;

/// <summary>What a trial of a study tried and came to.</summary>
/// <param name="Number">Its number in the study.</param>
/// <param name="State">How it ended, or that it has not: for example complete, pruned, failed, running.</param>
/// <param name="Values">The options tried, by parameter; a conditional parameter that did not apply is missing.</param>
/// <param name="Value">The study's metric of its best epoch; null where it came to none.</param>
/// <param name="Curve">The metric after each epoch.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="StartedAfterSeconds">When it was started, counted from the study's start.</param>
/// <param name="RunFolder">Where its run is kept; null where it is not.</param>
/// <param name="Error">Why it failed; null where it did not.</param>
public sealed record TrialSummary(
    int Number,
    string State,
    IReadOnlyDictionary<string, JsonNode?> Values,
    double? Value,
    IReadOnlyList<TrialPoint> Curve,
    double Seconds,
    double StartedAfterSeconds,
    string? RunFolder,
    string? Error);
