using Elbo.Reports.Charts;
using Elbo.Search;

namespace Elbo.Reports.Pages;

/// <summary>The best trials, and all of them.</summary>
internal static class TrialsSection
{
    private const int Shown = 10;

    private static readonly string[] States = [TrialState.Completed, TrialState.Pruned, TrialState.Failed, TrialState.Running, TrialState.Waiting];

    public static Section Of(StudyReport report) => new("trials", "Best trials", Html.Of($"""
        <p class="hint">{Summary(report)}</p>
        <div class="card">
        {Table(report, [.. report.Trials.Where(trial => trial.Score is not null).Take(Shown)])}
        {(report.Trials.Count > Shown ? Html.Of($"<details><summary>All {report.Trials.Count} trials</summary>{Table(report, report.Trials)}</details>") : Html.Empty)}
        {Failures(report)}
        </div>
        """));

    private static string Summary(StudyReport report)
    {
        string counts = string.Join(", ", report.Trials
            .CountBy(trial => trial.Trial.State)
            .OrderBy(state => Array.IndexOf(States, state.Key))
            .Select(state => FormattableString.Invariant($"{state.Value} {state.Key}")));
        string best = report.Best is { } trial
            ? FormattableString.Invariant($" Best: trial {trial.Trial.Number} with {report.Study.Metric} {trial.Score:F4}.")
            : " No trial has been completed.";
        return FormattableString.Invariant(
            $"{report.Trials.Count} trials: {counts}; {Figures.Duration(report.Trials.Sum(trial => trial.Trial.Seconds))} of training in {Figures.Duration(report.Trials.Select(trial => trial.EndedAfterSeconds).DefaultIfEmpty(0).Max())}.{best}");
    }

    private static Html Table(StudyReport report, IReadOnlyList<ReportedTrial> trials) => Html.Of($"""
        <div class="table"><table>
        <thead><tr><th scope="col" class="number">trial</th><th scope="col" class="number">{report.Study.Metric}</th><th scope="col">state</th><th scope="col" class="number">epochs</th><th scope="col" class="number">time</th>{report.Study.Parameters.Select(name => Html.Of($"<th scope=\"col\">{report.Study.ShortName(name)}</th>"))}</tr></thead>
        <tbody>{trials.Select(trial => Row(report, trial))}</tbody>
        </table></div>
        """);

    private static Html Row(StudyReport report, ReportedTrial trial) => Html.Of($"""
        <tr data-trial="{trial.Trial.Number}"{(trial == report.Best ? Html.Of($" class=\"top\"") : Html.Empty)}><th scope="row" class="number">{Number(trial)}</th><td class="number">{Figures.WithError(trial.Score, null)}</td><td>{trial.Trial.State}</td><td class="number">{trial.Trial.Curve.Count}</td><td class="number">{Figures.Duration(trial.Trial.Seconds)}</td>{report.Study.Parameters.Select(name => Html.Of($"<td>{ParameterValue.Text(trial.Trial.Values.GetValueOrDefault(name))}</td>"))}</tr>

        """);

    /// <summary>A trial's number, which leads to its run where that is at hand.</summary>
    private static Html Number(ReportedTrial trial) => trial.Link is null
        ? Html.Of($"{trial.Trial.Number}")
        : Html.Of($"<a href=\"{trial.Link}\" title=\"{Path.GetFileName(Path.TrimEndingDirectorySeparator(trial.Trial.RunFolder!))}\">{trial.Trial.Number}</a>");

    private static Html Failures(StudyReport report)
    {
        ReportedTrial[] failed = [.. report.Trials.Where(trial => trial.Trial.Error is not null)];
        return failed.Length == 0 ? Html.Empty : Html.Of($"""
            <details><summary>Why {failed.Length} failed</summary><dl>{failed.Select(trial => Html.Of($"<dt>trial {trial.Trial.Number}</dt><dd>{trial.Trial.Error}</dd>"))}</dl></details>
            """);
    }
}
