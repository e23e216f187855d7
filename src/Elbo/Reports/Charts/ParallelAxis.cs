namespace Elbo.Reports.Charts;

/// <summary>One upright axis of <see cref="ParallelCoordinates"/>.</summary>
/// <param name="Axis">Where values lie.</param>
/// <param name="Values">The value of each line; null where it has none on this axis.</param>
internal sealed record ParallelAxis(Axis Axis, IReadOnlyList<double?> Values);
