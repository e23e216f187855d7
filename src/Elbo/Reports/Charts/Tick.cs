namespace Elbo.Reports.Charts;

/// <summary>A labelled place on an axis.</summary>
/// <param name="Position">Between 0, where the axis begins, and 1.</param>
/// <param name="Label">The label.</param>
internal sealed record Tick(double Position, string Label);
