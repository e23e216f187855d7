using Elbo.Reports.Charts;

namespace Elbo.Reports.Pages;

/// <summary>Which parameters matter, and which of their values are good.</summary>
internal static class ImportanceSection
{
    private const double Row = 26;
    private const double Names = 190;
    private const double Width = 900;

    public static Section Of(StudyReport report)
    {
        ReportedTrial[] complete = [.. report.Trials.Where(trial => trial.IsCompleted)];
        return new Section(
            "importance",
            "Parameters",
            complete.Length == 0 || report.Study.Parameters.Count == 0
                ? Html.Empty
                : Html.Of($"<div class=\"figures\">{Bars(report, complete.Length)}{report.Importance.Select((importance, index) => Slice(report, importance, complete, index))}</div>"));
    }

    private static Html Bars(StudyReport report, int trials) => Figure.Of(
        "shares",
        "Importance",
        FormattableString.Invariant($"Share of the variance of {report.Study.Metric} over the {trials} completed trials that goes with the parameter alone, of one that applies to some trials only over those: epsilon squared (Kelley 1935), numbers in four groups of equal size, what chance would explain taken off. The search does not try all values equally often, so read it as a hint."),
        named => Html.Of($"""
            <svg class="chart" viewBox="0 0 {Width} {(Row * report.Importance.Count) + 8}" tabindex="0" role="group" aria-roledescription="chart" aria-labelledby="{named}">
            {report.Importance.Select((importance, index) => Bar(importance, report.Study.ShortName(importance.Parameter), index))}
            </svg>
            """),
        wide: true);

    private static Html Bar(ParameterImportance importance, string name, int index)
    {
        double y = (Row * index) + 4;
        double length = (importance.Share ?? 0) * (Width - Names - 130);
        string share = importance.Share is { } value ? FormattableString.Invariant($"{100 * value:F0} %") : "too few trials or values to tell";
        return Html.Of($"""
            <text class="label" text-anchor="end" x="{Names - 10}" y="{y + 15}">{name}</text>
            <rect class="m bar" x="{Names}" y="{y + 2}" width="{Math.Max(length, 1.5)}" height="{Row - 8}"><title>{name}: {share}</title></rect>
            <text class="note" x="{Names + Math.Max(length, 1.5) + 7}" y="{y + 15}">{share}</text>

            """);
    }

    private static Html Slice(StudyReport report, ParameterImportance importance, ReportedTrial[] trials, int index)
    {
        string name = report.Study.ShortName(importance.Parameter);
        ParallelAxis across = ParameterAxis.Of(importance.Parameter, report.Study, trials);
        if (across.Values.All(value => value is null))
        {
            return Html.Empty;
        }

        TrialMarks marks = new(report);
        Plot plot = new(across.Axis, Axis.Linear(report.Study.Metric, trials.Select(trial => trial.Score!.Value)), 420, 240);
        for (int i = 0; i < trials.Length; i++)
        {
            if (across.Values[i] is { } x)
            {
                plot.Add(Html.Of(
                    $"<circle class=\"m dot s0\" data-trial=\"{trials[i].Trial.Number}\" cx=\"{plot.X(x)}\" cy=\"{plot.Y(trials[i].Score!.Value)}\" r=\"3.6\"><title>{marks.Tells(trials[i])}</title></circle>"));
            }
        }

        return Figure.Of(FormattableString.Invariant($"slice-{index}"), $"{report.Study.Metric} by {name}", "", plot.Svg);
    }
}
