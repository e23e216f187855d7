using Elbo.Reports.Charts;

namespace Elbo.Reports.Pages;

/// <summary>Maps of items and users in the latent space.</summary>
internal static class LatentSpaceSection
{
    public static Section Create(IReadOnlyList<RunReport> runs) => new(
        "map",
        "Latent space",
        runs.All(run => run.ItemMap is null) ? Html.Empty : Html.Format($"""
            <div class="figures pairs">{runs.Select((run, index) => Html.Format($"{Items(run, index, runs.Count > 1)}{Users(run, index, runs.Count > 1)}"))}</div>
            """));

    private static Html Items(RunReport run, int index, bool several) => run.ItemMap is not { } map ? Html.Empty : Draw(
        map,
        FormattableString.Invariant($"items-{index}"),
        several ? $"Items of {run.Label}" : "Items",
        FormattableString.Invariant(
            $"First two principal components of the output layer's weights ({map.Dimensions} dimensions).{DescribeOmitted(map, "least popular items")} Larger points: more training interactions.{(map.Groups.Count > 0 ? " Color: the item's least common genre." : "")}"),
        "interactions");

    private static Html Users(RunReport run, int index, bool several) => run.UserMap is not { } map ? Html.Empty : Draw(
        map,
        FormattableString.Invariant($"users-{index}"),
        several ? $"Users of {run.Label}" : "Users",
        FormattableString.Invariant(
            $"First two principal components of the posterior means ({map.Dimensions} dimensions) of test users.{DescribeOmitted(map, "users")} Larger points: longer histories.{(map.Groups.Count > 0 ? " Color: the genre that is most over-represented in the history." : "")}"),
        "items in history");

    private static string DescribeOmitted(LatentMap map, string points) =>
        map.OmittedCount == 0 ? "" : FormattableString.Invariant($" {map.OmittedCount:N0} {points} are not shown.");

    private static Html Draw(LatentMap map, string id, string title, string note, string unit)
    {
        Plot plot = new(
            Axis.Linear(AxisLabel("first component", map.FirstExplainedVariance), map.Points.Select(point => point.X)),
            Axis.Linear(AxisLabel("second component", map.SecondExplainedVariance), map.Points.Select(point => point.Y)),
            460,
            400);
        double heaviest = Math.Max(1, map.Points.Max(point => point.Weight));
        foreach (MapPoint point in map.Points)
        {
            string genre = point.Group is { } group ? $"\n{map.Groups[group]}" : "";
            plot.Dot(
                point.X,
                point.Y,
                SeriesStyle.CssClass(point.Group),
                FormattableString.Invariant($"{point.Label}{genre}\n{point.Weight:N0} {unit}"),
                1.6 + (3.4 * Math.Sqrt(point.Weight / heaviest)));
        }

        Html legend = map.Groups.Count == 0 ? Html.Empty : SeriesStyle.GroupLegend(map.Groups, "other");
        return ChartFigure.Create(id, title, note, titleId => Html.Format($"<div class=\"map\">{plot.Svg(titleId)}</div>"), legend);
    }

    private static string AxisLabel(string component, double share) => FormattableString.Invariant($"{component} ({100 * share:F1} % of the variance)");
}
