namespace Elbo.Reports.Charts;

/// <summary>A labelled place on an axis.</summary>
/// <param name="At">Between 0, where the axis begins, and 1.</param>
/// <param name="Text">The label.</param>
internal sealed record Tick(double At, string Text);
