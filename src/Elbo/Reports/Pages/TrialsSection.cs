using Elbo.Reports.Charts;
using Elbo.Search;

namespace Elbo.Reports.Pages;

/// <summary>The best trials, and a table of all.</summary>
internal static class TrialsSection
{
    private const int MaxShown = 10;

    public static Section Create(StudyReport report) => new("trials", "Best trials", Html.Format($"""
        <p class="hint">{Summary(report)}</p>
        <div class="card">
        {Table(report, [.. report.Trials.Where(trial => trial.Score is not null).Take(MaxShown)])}
        {(report.Trials.Count > MaxShown ? Html.Format($"<details><summary>All {report.Trials.Count} trials</summary>{Table(report, report.Trials)}</details>") : Html.Empty)}
        {Failures(report)}
        </div>
        """));

    private static string Summary(StudyReport report)
    {
        string counts = string.Join(", ", report.Trials
            .CountBy(trial => trial.Trial.State)
            .OrderBy(state => state.Key)
            .Select(state => FormattableString.Invariant($"{state.Value} {state.Key.ToText()}")));
        string best = report.Best is { } trial
            ? FormattableString.Invariant($" Best: trial {trial.Trial.Number} with {report.Study.Metric} {trial.Score:F4}.")
            : " No trial is completed.";
        return FormattableString.Invariant(
            $"{report.Trials.Count} trials: {counts}; {ReportFormat.Duration(report.Trials.Sum(trial => trial.Trial.Seconds))} of training, {ReportFormat.Duration(report.Trials.Select(trial => trial.EndedAfterSeconds).DefaultIfEmpty(0).Max())} in total.{best}");
    }

    private static Html Table(StudyReport report, IReadOnlyList<ReportTrial> trials) => Html.Format($"""
        <div class="table"><table>
        <thead><tr><th scope="col" class="number">trial</th><th scope="col" class="number">{report.Study.Metric}</th><th scope="col">state</th><th scope="col" class="number">epochs</th><th scope="col" class="number">time</th>{report.Study.Parameters.Select(name => Html.Format($"<th scope=\"col\">{report.Study.ShortName(name)}</th>"))}</tr></thead>
        <tbody>{trials.Select(trial => Row(report, trial))}</tbody>
        </table></div>
        """);

    private static Html Row(StudyReport report, ReportTrial trial) => Html.Format($"""
        <tr data-trial="{trial.Trial.Number}"{(trial == report.Best ? Html.Format($" class=\"top\"") : Html.Empty)}><th scope="row" class="number">{Number(trial)}</th><td class="number">{ReportFormat.WithError(trial.Score, null)}</td><td>{trial.Trial.State.ToText()}</td><td class="number">{trial.Trial.Curve.Count}</td><td class="number">{ReportFormat.Duration(trial.Trial.Seconds)}</td>{report.Study.Parameters.Select(name => Html.Format($"<td>{ParameterValue.Format(trial.Trial.Values.GetValueOrDefault(name))}</td>"))}</tr>

        """);

    /// <summary>A trial's number, linked to its run if that is available.</summary>
    private static Html Number(ReportTrial trial) => trial.Link is null
        ? Html.Format($"{trial.Trial.Number}")
        : Html.Format($"<a href=\"{trial.Link}\" title=\"{Path.GetFileName(Path.TrimEndingDirectorySeparator(trial.Trial.RunFolder!))}\">{trial.Trial.Number}</a>");

    private static Html Failures(StudyReport report)
    {
        ReportTrial[] failed = [.. report.Trials.Where(trial => trial.Trial.Error is not null)];
        return failed.Length == 0 ? Html.Empty : Html.Format($"""
            <details><summary>Why {failed.Length} failed</summary><dl>{failed.Select(trial => Html.Format($"<dt>trial {trial.Trial.Number}</dt><dd>{trial.Trial.Error}</dd>"))}</dl></details>
            """);
    }
}
