using Elbo.Reports.Charts;
using Elbo.Search;

namespace Elbo.Reports.Pages;

/// <summary>The validation curves of all trials.</summary>
internal static class TrialCurvesSection
{
    public static Section Create(StudyReport report)
    {
        ReportTrial[] trials = [.. report.Trials.Where(trial => trial.Trial.Curve.Count > 0).Reverse()];
        return new Section("curves", "Learning curves", trials.Length == 0 ? Html.Empty : Html.Format($"<div class=\"figures\">{Draw(report, trials)}</div>"));
    }

    private static Html Draw(StudyReport report, ReportTrial[] trials)
    {
        TrialMetric[] points = [.. trials.SelectMany(trial => trial.Trial.Curve)];
        Plot plot = new(
            Axis.Linear("epoch", points.Select(point => (double)point.Epoch), tight: true, whole: true, count: 10),
            Axis.Linear(report.Study.Metric, points.Select(point => point.Value)),
            900,
            360);
        TrialStyle marks = new(report);
        foreach (ReportTrial trial in trials)
        {
            plot.Add(Curve(plot, trial, marks, trial == report.Best));
        }

        return ChartFigure.Create(
            "trial-curves",
            $"{report.Study.Metric} after each epoch",
            "On validation users. Dashed: stopped early; thick: the best completed trial. Shades as in the parallel coordinates.",
            plot.Svg,
            wide: true);
    }

    /// <summary>A curve with a point at its end, which makes trials of one epoch visible.</summary>
    private static Html Curve(Plot plot, ReportTrial trial, TrialStyle marks, bool best)
    {
        Html path = Html.Join(trial.Trial.Curve.Select((point, i) => Html.Format($"{(i == 0 ? "M" : "L")}{plot.X(point.Epoch)} {plot.Y(point.Value)}")));
        TrialMetric last = trial.Trial.Curve[^1];
        string css = $"{marks.Shade(trial.Score)}{(trial.IsPruned ? " pruned" : "")}{(best ? " best" : "")}";
        return Html.Format($"""
            <g class="m trial {css}" data-trial="{trial.Trial.Number}"><title>{marks.Tooltip(trial)}</title><path class="hit" d="{path}"/><path class="line" d="{path}"/><circle class="dot" cx="{plot.X(last.Epoch)}" cy="{plot.Y(last.Value)}" r="2.6"/></g>

            """);
    }
}
