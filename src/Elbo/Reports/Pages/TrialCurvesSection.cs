using Elbo.Reports.Charts;
using Elbo.Search;

namespace Elbo.Reports.Pages;

/// <summary>The validation curves of all trials.</summary>
internal static class TrialCurvesSection
{
    public static Section Of(StudyReport report)
    {
        ReportedTrial[] trials = [.. report.Trials.Where(trial => trial.Trial.Curve.Count > 0).Reverse()];
        return new Section("curves", "Learning curves", trials.Length == 0 ? Html.Empty : Html.Of($"<div class=\"figures\">{Draw(report, trials)}</div>"));
    }

    private static Html Draw(StudyReport report, ReportedTrial[] trials)
    {
        TrialPoint[] points = [.. trials.SelectMany(trial => trial.Trial.Curve)];
        Plot plot = new(
            Axis.Linear("epoch", points.Select(point => (double)point.Epoch), tight: true, whole: true, count: 10),
            Axis.Linear(report.Study.Metric, points.Select(point => point.Value)),
            900,
            360);
        TrialMarks marks = new(report);
        foreach (ReportedTrial trial in trials)
        {
            plot.Add(Curve(plot, trial, marks, trial == report.Best));
        }

        return Figure.Of(
            "trial-curves",
            $"{report.Study.Metric} after each epoch",
            "On validation people. Dashed curves were stopped early; the thick one is the best completed trial. Shades as in the parallel coordinates.",
            plot.Svg,
            wide: true);
    }

    /// <summary>A curve and a point at its end, which alone shows a trial of one epoch.</summary>
    private static Html Curve(Plot plot, ReportedTrial trial, TrialMarks marks, bool best)
    {
        Html path = Html.Join(trial.Trial.Curve.Select((point, i) => Html.Of($"{(i == 0 ? "M" : "L")}{plot.X(point.Epoch)} {plot.Y(point.Value)}")));
        TrialPoint last = trial.Trial.Curve[^1];
        string css = $"{marks.Shade(trial.Score)}{(trial.IsPruned ? " pruned" : "")}{(best ? " best" : "")}";
        return Html.Of($"""
            <g class="m trial {css}" data-trial="{trial.Trial.Number}"><title>{marks.Tells(trial)}</title><path class="hit" d="{path}"/><path class="line" d="{path}"/><circle class="dot" cx="{plot.X(last.Epoch)}" cy="{plot.Y(last.Value)}" r="2.6"/></g>

            """);
    }
}
