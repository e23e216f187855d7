namespace Elbo.Reports.Charts;

/// <summary>How the lines and groups of a chart are told apart.</summary>
internal static class Series
{
    /// <summary>Number of colours in the style sheet.</summary>
    public const int Colours = 7;

    /// <summary>The style of a series: its colour, and for lines its dashes.</summary>
    public static string Style(int index) => $"s{index % Colours}";

    /// <summary>The style of a group; those without one of their own are grey.</summary>
    public static string Style(int? index) => index is { } own ? Style(own) : "none";

    /// <summary>A key of the series; empty for a single one.</summary>
    public static Html Legend(IReadOnlyList<string> names) => names.Count < 2
        ? Html.Empty
        : Html.Of($"<ul class=\"legend\">{names.Select((name, index) => Html.Of($"<li>{Key(index)}{name}</li>"))}</ul>");

    /// <summary>A key of groups whose entries, where scripts run, show one group alone.</summary>
    public static Html GroupLegend(IReadOnlyList<string> names, string other) => Html.Of(
        $"<ul class=\"legend groups\">{names.Select((name, index) => Entry(name, index))}{Entry(other, null)}</ul>");

    private static Html Entry(string name, int? group) => Html.Of(
        $"<li><button type=\"button\" aria-pressed=\"false\" data-group=\"{Style(group)}\"><i class=\"{Style(group)}\"></i>{name}</button></li>");

    private static Html Key(int index) => Html.Of(
        $"<svg viewBox=\"0 0 28 10\" aria-hidden=\"true\"><path class=\"line {Style(index)}\" d=\"M0 5H28\"/></svg>");
}
