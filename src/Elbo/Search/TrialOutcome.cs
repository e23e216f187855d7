namespace Elbo.Search;

/// <summary>How a trial ended.</summary>
/// <param name="State">completed, pruned or failed.</param>
/// <param name="Value">The study's metric; null of a failed trial.</param>
/// <param name="Seconds">Training time.</param>
/// <param name="Error">Why it failed; null where it did not.</param>
public sealed record TrialOutcome(string State, double? Value, double Seconds, string? Error);
