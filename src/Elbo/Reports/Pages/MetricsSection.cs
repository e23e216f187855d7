using Elbo.Reports.Charts;

namespace Elbo.Reports.Pages;

/// <summary>The metrics of one run with published results, or of several runs.</summary>
internal static class MetricsSection
{
    public static Section Create(IReadOnlyList<RunReport> runs) =>
        new("metrics", "Metrics", Html.Format($"{(runs.Count == 1 ? SingleRun(runs[0]) : MultipleRuns(runs))}{SyntheticWarning(runs)}"));

    private static Html SingleRun(RunReport run)
    {
        bool published = run.Recipe.Published is not null;
        return Html.Format($"""
            <div class="card table"><table>
            <caption>Mean ± standard error over {Users(run.ValidationUsers, "validation")} and {Users(run.TestUsers, "test")} users.{(published ? $" Published: {run.Recipe.Published!.Source}." : "")}</caption>
            <thead><tr><th scope="col">metric</th><th scope="col" class="number">validation</th><th scope="col" class="number">test</th>{(published ? Html.Format($"<th scope=\"col\" class=\"number\">published</th>") : Html.Empty)}</tr></thead>
            <tbody>{run.Metrics.Select(metric => Row(metric, published))}</tbody>
            </table></div>
            """);
    }

    private static string Users(int count, string part) => FormattableString.Invariant($"{(count == 0 ? "the" : $"{count:N0}")} {part}");

    private static Html Row(ReportMetric metric, bool published) => Html.Format($"""
        <tr><th scope="row">{metric.Name}</th><td class="number">{ReportFormat.WithError(metric.Validation, metric.ValidationError)}</td><td class="number">{ReportFormat.WithError(metric.Test, metric.TestError)}</td>{(published ? Html.Format($"<td class=\"number\">{ReportFormat.WithError(metric.Published, null)}</td>") : Html.Empty)}</tr>

        """);

    private static Html MultipleRuns(IReadOnlyList<RunReport> runs)
    {
        string[] metrics = [.. runs.SelectMany(run => run.Metrics).Select(metric => metric.Name).Distinct()];
        return Html.Format($"""
            <div class="card table"><table>
            <caption>Mean ± standard error on test users.{(runs.Any(run => run.Recipe.Published is not null) ? " In brackets: the published value of the run's recipe." : "")}</caption>
            <thead><tr><th scope="col">run</th><th scope="col">model</th><th scope="col">split</th>{metrics.Select(metric => Html.Format($"<th scope=\"col\" class=\"number\">{metric}</th>"))}</tr></thead>
            <tbody>{runs.Select(run => Html.Format($"<tr><th scope=\"row\">{run.Label}</th><td>{run.Recipe.Model.Name}</td><td>{run.Recipe.SplitName}</td>{metrics.Select(metric => Cell(run, metric))}</tr>\n"))}</tbody>
            </table></div>
            """);
    }

    private static Html Cell(RunReport run, string metric)
    {
        ReportMetric? found = run.Metrics.FirstOrDefault(candidate => candidate.Name == metric);
        Html published = found?.Published is { } value ? Html.Format($" <small>[{ReportFormat.Metric(value)}]</small>") : Html.Empty;
        return Html.Format($"<td class=\"number\">{ReportFormat.WithError(found?.Test, found?.TestError)}{published}</td>");
    }

    private static Html SyntheticWarning(IReadOnlyList<RunReport> runs) => runs.Any(run => run.Record.Synthetic)
        ? Html.Format($"<p class=\"warning\">The data is synthetic: titles and preferences are generated, so these results say nothing about real users.</p>")
        : Html.Empty;
}
