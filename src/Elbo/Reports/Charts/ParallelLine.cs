namespace Elbo.Reports.Charts;

/// <summary>One line of <see cref="ParallelCoordinates"/>.</summary>
/// <param name="Trial">The number of the trial it stands for.</param>
/// <param name="Css">Its style.</param>
/// <param name="Tooltip">What it says when pointed at.</param>
internal sealed record ParallelLine(int Trial, string Css, string Tooltip);
