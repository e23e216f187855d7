namespace Elbo.Reports.Charts;

/// <summary>Parallel coordinates (Inselberg 1985): show what good trials have in common.</summary>
internal static class ParallelCoordinates
{
    private const double Height = 380;
    private const double Top = 46;
    private const double Bottom = 44;
    private const double Margin = 70;
    private const double Spacing = 125;

    /// <summary>Draws the chart; later lines are on top. A line without a value passes through "not set" below the axis.</summary>
    public static Html Svg(string titleId, IReadOnlyList<ParallelAxis> axes, IReadOnlyList<ParallelLine> lines)
    {
        double width = Math.Max(900, (2 * Margin) + (Spacing * (axes.Count - 1)));
        double X(int axis) => axes.Count == 1 ? width / 2 : Margin + (axis * (width - (2 * Margin)) / (axes.Count - 1));
        return Html.Format($"""
            <svg class="chart parallel" viewBox="0 0 {width} {Height}" tabindex="0" role="group" aria-roledescription="chart" aria-labelledby="{titleId}">
            <g>{lines.Select((line, index) => Line(line, index, axes, X))}</g>
            {axes.Select((axis, index) => DrawAxis(axis, X(index), index))}
            </svg>
            """);
    }

    private static double Y(double at) => Height - Bottom - (at * (Height - Top - Bottom));

    private static double UnsetY => Height - Bottom + 24;

    private static Html Line(ParallelLine line, int index, IReadOnlyList<ParallelAxis> axes, Func<int, double> x)
    {
        Html path = Html.Join(axes.Select((axis, i) => Html.Format(
            $"{(i == 0 ? "M" : "L")}{x(i)} {(axis.Values[index] is { } value ? Y(axis.Axis.Scale(value)) : UnsetY)}")));
        return Html.Format(
            $"<g class=\"m trial {line.Css}\" data-trial=\"{line.Trial}\"><title>{line.Tooltip}</title><path class=\"hit\" d=\"{path}\"/><path class=\"line\" d=\"{path}\"/></g>");
    }

    // Labels alternate between two heights, so that long ones do not overlap.
    private static Html DrawAxis(ParallelAxis axis, double x, int index) => Html.Format($"""
        <path class="axis" d="M{x} {Y(1)}V{Y(0)}{Html.Join(axis.Axis.Ticks.Select(tick => Html.Format($"M{x - 4} {Y(tick.Position)}h8")))}"/>
        <g class="tick halo">{axis.Axis.Ticks.Select(tick => Html.Format($"<text x=\"{x + 8}\" y=\"{Y(tick.Position) + 4}\">{tick.Label}</text>"))}
        {(axis.Values.Contains(null) ? Html.Format($"<text x=\"{x + 8}\" y=\"{UnsetY + 4}\">not set</text>") : Html.Empty)}</g>
        <text class="label strong" text-anchor="middle" x="{x}" y="{(index % 2 == 0 ? 14 : 30)}">{axis.Axis.Label}</text>
        """);
}

/// <summary>One vertical axis of <see cref="ParallelCoordinates"/>.</summary>
/// <param name="Axis">The axis.</param>
/// <param name="Values">The value of each line; null if it has none on this axis.</param>
internal sealed record ParallelAxis(Axis Axis, IReadOnlyList<double?> Values);

/// <summary>One line of <see cref="ParallelCoordinates"/>.</summary>
/// <param name="Trial">The number of its trial.</param>
/// <param name="Css">Its CSS classes.</param>
/// <param name="Tooltip">Its tooltip.</param>
internal sealed record ParallelLine(int Trial, string Css, string Tooltip);
