namespace Elbo.Reports.Charts;

/// <summary>How the lines and groups of a chart are told apart.</summary>
internal static class SeriesStyle
{
    /// <summary>Number of colours in the style sheet.</summary>
    public const int ColorCount = 7;

    /// <summary>The style of a series: its colour, and for lines its dashes.</summary>
    public static string CssClass(int index) => $"s{index % ColorCount}";

    /// <summary>The style of a group; those without one of their own are grey.</summary>
    public static string CssClass(int? index) => index is { } own ? CssClass(own) : "none";

    /// <summary>A key of the series; empty for a single one.</summary>
    public static Html Legend(IReadOnlyList<string> names) => names.Count < 2
        ? Html.Empty
        : Html.Format($"<ul class=\"legend\">{names.Select((name, index) => Html.Format($"<li>{Key(index)}{name}</li>"))}</ul>");

    /// <summary>A key of groups whose entries, where scripts run, show one group alone.</summary>
    public static Html GroupLegend(IReadOnlyList<string> names, string other) => Html.Format(
        $"<ul class=\"legend groups\">{names.Select((name, index) => Entry(name, index))}{Entry(other, null)}</ul>");

    private static Html Entry(string name, int? group) => Html.Format(
        $"<li><button type=\"button\" aria-pressed=\"false\" data-group=\"{CssClass(group)}\"><i class=\"{CssClass(group)}\"></i>{name}</button></li>");

    private static Html Key(int index) => Html.Format(
        $"<svg viewBox=\"0 0 28 10\" aria-hidden=\"true\"><path class=\"line {CssClass(index)}\" d=\"M0 5H28\"/></svg>");
}
