using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Reports.Charts;
using Elbo.Search;

namespace Elbo.Reports.Pages;

/// <summary>The search space and environment: everything needed to repeat a study.</summary>
internal static class SearchSpaceSection
{
    public static Section Create(StudySummary study) => new("space", "Search space and environment", Html.Format($"{Table(study)}{Facts(study)}"));

    private static Html Table(StudySummary study) => !SearchSpaceParameter.FromStudy(study).Any() ? Html.Empty : Html.Format($"""
        <div class="card table"><table>
        <thead><tr><th scope="col">parameter</th><th scope="col">values</th><th scope="col">applies</th></tr></thead>
        <tbody>{SearchSpaceParameter.FromStudy(study).Select(Row)}</tbody>
        </table></div>
        """);

    private static Html Row(SearchSpaceParameter parameter) => Html.Format(
        $"<tr><th scope=\"row\">{parameter.Path}</th><td class=\"wrap\">{parameter.Values}</td><td class=\"wrap\">{parameter.Condition}</td></tr>\n");

    private static Html Facts(StudySummary study) => Html.Format($"""
        <div class="card table"><table>
        <thead><tr><th scope="col">fact</th><th scope="col">value</th></tr></thead>
        <tbody>{FactsOf(study).Select(fact => Html.Format($"<tr><td>{fact.Name}</td><td class=\"wrap\">{fact.Value}</td></tr>\n"))}</tbody>
        </table></div>
        """);

    private static IEnumerable<(string Name, string Value)> FactsOf(StudySummary study)
    {
        JsonObject settings = study.Space?.DeepClone() as JsonObject ?? [];
        foreach (string shown in (string[])["parameters", "recipe", "metric", "direction", "notes"])
        {
            settings.Remove(shown);
        }

        return
        [
            ("recipe", study.Recipe),
            ("model", study.Model),
            ("metric", $"{study.Metric} on validation users, {(study.Maximize ? "maximized" : "minimized")}"),
            ("strategy", study.Strategy),
            ("pruning", study.Pruning),
            .. ReportFormat.Flatten("", settings).Where(fact => fact.Value != ReportFormat.Missing && !fact.Name.EndsWith(".kind", StringComparison.Ordinal)),
            ("data", study.Data ?? ReportFormat.Missing),
            ("data fingerprint", study.DataFingerprint),
            ("seed", study.Seed.ToString(CultureInfo.InvariantCulture)),
            ("command", study.CommandLine ?? ReportFormat.Missing),
            .. study.Environment.Select(fact => (fact.Key, fact.Value)),
        ];
    }
}
