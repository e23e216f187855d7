using Elbo.Reports.Charts;

namespace Elbo.Reports.Pages;

/// <summary>The figures of one run beside the published ones, or of several runs beside each other.</summary>
internal static class FiguresSection
{
    public static Section Of(IReadOnlyList<RunReport> runs) =>
        new("figures", "Figures", Html.Of($"{(runs.Count == 1 ? One(runs[0]) : Several(runs))}{Synthetic(runs)}"));

    private static Html One(RunReport run)
    {
        bool published = run.Recipe.Published is not null;
        return Html.Of($"""
            <div class="card table"><table>
            <caption>Mean ± standard error over {Users(run.ValidationUsers, "validation")} and {Users(run.TestUsers, "test")} people.{(published ? $" Published: {run.Recipe.Published!.Source}." : "")}</caption>
            <thead><tr><th scope="col">metric</th><th scope="col" class="number">validation</th><th scope="col" class="number">test</th>{(published ? Html.Of($"<th scope=\"col\" class=\"number\">published</th>") : Html.Empty)}</tr></thead>
            <tbody>{run.Figures.Select(figure => Row(figure, published))}</tbody>
            </table></div>
            """);
    }

    private static string Users(int count, string part) => FormattableString.Invariant($"{(count == 0 ? "the" : $"{count:N0}")} {part}");

    private static Html Row(ReportedFigure figure, bool published) => Html.Of($"""
        <tr><th scope="row">{figure.Metric}</th><td class="number">{Figures.WithError(figure.Validation, figure.ValidationError)}</td><td class="number">{Figures.WithError(figure.Test, figure.TestError)}</td>{(published ? Html.Of($"<td class=\"number\">{Figures.WithError(figure.Published, null)}</td>") : Html.Empty)}</tr>

        """);

    private static Html Several(IReadOnlyList<RunReport> runs)
    {
        string[] metrics = [.. runs.SelectMany(run => run.Figures).Select(figure => figure.Metric).Distinct()];
        return Html.Of($"""
            <div class="card table"><table>
            <caption>On test people, mean ± standard error; in brackets what was published for the run's recipe.</caption>
            <thead><tr><th scope="col">run</th><th scope="col">model</th><th scope="col">split</th>{metrics.Select(metric => Html.Of($"<th scope=\"col\" class=\"number\">{metric}</th>"))}</tr></thead>
            <tbody>{runs.Select(run => Html.Of($"<tr><th scope=\"row\">{run.Label}</th><td>{run.Recipe.Model.Name}</td><td>{run.Recipe.SplitName}</td>{metrics.Select(metric => Cell(run, metric))}</tr>\n"))}</tbody>
            </table></div>
            """);
    }

    private static Html Cell(RunReport run, string metric)
    {
        ReportedFigure? figure = run.Figures.FirstOrDefault(figure => figure.Metric == metric);
        Html published = figure?.Published is { } value ? Html.Of($" <small>[{Figures.Metric(value)}]</small>") : Html.Empty;
        return Html.Of($"<td class=\"number\">{Figures.WithError(figure?.Test, figure?.TestError)}{published}</td>");
    }

    private static Html Synthetic(IReadOnlyList<RunReport> runs) => runs.Any(run => run.Record.Synthetic)
        ? Html.Of($"<p class=\"warning\">The data is synthetic: titles and tastes are made up, and these figures say nothing about real people.</p>")
        : Html.Empty;
}
