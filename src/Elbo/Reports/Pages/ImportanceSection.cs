using Elbo.Reports.Charts;

namespace Elbo.Reports.Pages;

/// <summary>Which parameters matter, and which of their values work best.</summary>
internal static class ImportanceSection
{
    private const double RowHeight = 26;
    private const double NameWidth = 190;
    private const double Width = 900;

    public static Section Create(StudyReport report)
    {
        ReportTrial[] complete = [.. report.Trials.Where(trial => trial.IsCompleted)];
        return new Section(
            "importance",
            "Parameters",
            complete.Length == 0 || report.Study.Parameters.Count == 0
                ? Html.Empty
                : Html.Format($"<div class=\"figures\">{Bars(report, complete.Length)}{report.Importance.Select((importance, index) => Slice(report, importance, complete, index))}</div>"));
    }

    private static Html Bars(StudyReport report, int trials) => ChartFigure.Create(
        "shares",
        "Importance",
        FormattableString.Invariant($"Share of the variance of {report.Study.Metric} over the {trials} completed trials that each parameter explains on its own: epsilon squared (Kelley 1935), which corrects for chance, with numbers in four groups of equal size. A conditional parameter is measured on the trials that have it. The search does not try all values equally often, so take it as a hint."),
        titleId => Html.Format($"""
            <svg class="chart" viewBox="0 0 {Width} {(RowHeight * report.Importance.Count) + 8}" tabindex="0" role="group" aria-roledescription="chart" aria-labelledby="{titleId}">
            {report.Importance.Select((importance, index) => Bar(importance, report.Study.ShortName(importance.Parameter), index))}
            </svg>
            """),
        wide: true);

    private static Html Bar(ParameterImportance importance, string name, int index)
    {
        double y = (RowHeight * index) + 4;
        double length = (importance.Share ?? 0) * (Width - NameWidth - 130);
        string share = importance.Share is { } value ? FormattableString.Invariant($"{100 * value:F0} %") : "too few trials or values";
        return Html.Format($"""
            <text class="label" text-anchor="end" x="{NameWidth - 10}" y="{y + 15}">{name}</text>
            <rect class="m bar" x="{NameWidth}" y="{y + 2}" width="{Math.Max(length, 1.5)}" height="{RowHeight - 8}"><title>{name}: {share}</title></rect>
            <text class="note" x="{NameWidth + Math.Max(length, 1.5) + 7}" y="{y + 15}">{share}</text>

            """);
    }

    private static Html Slice(StudyReport report, ParameterImportance importance, ReportTrial[] trials, int index)
    {
        string name = report.Study.ShortName(importance.Parameter);
        ParallelAxis across = ParameterAxis.Create(importance.Parameter, report.Study, trials);
        if (across.Values.All(value => value is null))
        {
            return Html.Empty;
        }

        TrialStyle marks = new(report);
        Plot plot = new(across.Axis, Axis.Linear(report.Study.Metric, trials.Select(trial => trial.Score!.Value)), 420, 240);
        for (int i = 0; i < trials.Length; i++)
        {
            if (across.Values[i] is { } x)
            {
                plot.Add(Html.Format(
                    $"<circle class=\"m dot s0\" data-trial=\"{trials[i].Trial.Number}\" cx=\"{plot.X(x)}\" cy=\"{plot.Y(trials[i].Score!.Value)}\" r=\"3.6\"><title>{marks.Tooltip(trials[i])}</title></circle>"));
            }
        }

        return ChartFigure.Create(FormattableString.Invariant($"slice-{index}"), $"{report.Study.Metric} by {name}", "", plot.Svg);
    }
}
