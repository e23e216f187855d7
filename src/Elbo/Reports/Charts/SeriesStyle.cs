namespace Elbo.Reports.Charts;

/// <summary>Styles and legends of a chart's series.</summary>
internal static class SeriesStyle
{
    /// <summary>Number of colors in the style sheet.</summary>
    public const int ColorCount = 7;

    /// <summary>A series' CSS class: its color, and for lines its dashes.</summary>
    public static string CssClass(int index) => $"s{index % ColorCount}";

    /// <summary>A group's CSS class; other groups are grey.</summary>
    public static string CssClass(int? index) => index is { } own ? CssClass(own) : "none";

    /// <summary>A legend of the series.</summary>
    public static Html Legend(IEnumerable<(string Name, int Index)> series) =>
        Html.Format($"<ul class=\"legend\">{series.Select(own => Html.Format($"<li>{Key(own.Index)}{own.Name}</li>"))}</ul>");

    /// <summary>A legend of groups; with scripts, an entry shows only its group.</summary>
    public static Html GroupLegend(IReadOnlyList<string> names, string other) => Html.Format(
        $"<ul class=\"legend groups\">{names.Select((name, index) => Entry(name, index))}{Entry(other, null)}</ul>");

    private static Html Entry(string name, int? group) => Html.Format(
        $"<li><button type=\"button\" aria-pressed=\"false\" data-group=\"{CssClass(group)}\"><i class=\"{CssClass(group)}\"></i>{name}</button></li>");

    private static Html Key(int index) => Html.Format(
        $"<svg viewBox=\"0 0 28 10\" aria-hidden=\"true\"><path class=\"line {CssClass(index)}\" d=\"M0 5H28\"/></svg>");
}
