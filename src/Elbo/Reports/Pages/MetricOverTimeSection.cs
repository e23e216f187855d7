using Elbo.Reports.Charts;

namespace Elbo.Reports.Pages;

/// <summary>The metric over time: every trial at its end, and the best so far.</summary>
internal static class MetricOverTimeSection
{
    public static Section Create(StudyReport report)
    {
        ReportTrial[] scored = [.. report.Trials.Where(trial => trial.Score is not null).OrderBy(trial => trial.EndedAfterSeconds)];
        return new Section("time", "Metric over time", scored.Length == 0 ? Html.Empty : Html.Format($"<div class=\"figures\">{Draw(report, scored)}</div>"));
    }

    private static Html Draw(StudyReport report, ReportTrial[] scored)
    {
        double end = scored[^1].EndedAfterSeconds;
        (string unit, double seconds) = end < 180 ? ("s", 1.0) : end < 3 * 3600 ? ("min", 60) : ("h", 3600);
        Plot plot = new(
            Axis.Linear($"time since the start of the study ({unit})", scored.Select(trial => trial.EndedAfterSeconds / seconds).Append(0), count: 8),
            Axis.Linear(report.Study.Metric, scored.Select(trial => trial.Score!.Value)),
            900,
            340);
        TrialStyle marks = new(report);
        plot.Line(Staircase(report.BestSoFar, end).Select(point => (point.X / seconds, point.Y)), "s1 whole");
        foreach (ReportTrial trial in scored)
        {
            plot.Add(Dot(plot, trial, trial.EndedAfterSeconds / seconds, trial.IsCompleted ? "s0" : "s0 hollow", marks.Tooltip(trial)));
        }

        return ChartFigure.Create(
            "over-time",
            $"{report.Study.Metric} over time",
            "Each trial at its end. Filled: completed; hollow: stopped early or still running. Line: the best completed trial so far.",
            plot.Svg,
            wide: true);
    }

    private static Html Dot(Plot plot, ReportTrial trial, double x, string css, string tooltip) => Html.Format(
        $"<circle class=\"m dot {css}\" data-trial=\"{trial.Trial.Number}\" cx=\"{plot.X(x)}\" cy=\"{plot.Y(trial.Score!.Value)}\" r=\"4\"><title>{tooltip}</title></circle>");

    /// <summary>A step function through the best values so far.</summary>
    private static IEnumerable<(double X, double Y)> Staircase(IReadOnlyList<ReportTrial> bestSoFar, double end)
    {
        for (int i = 0; i < bestSoFar.Count; i++)
        {
            double value = bestSoFar[i].Score!.Value;
            yield return (bestSoFar[i].EndedAfterSeconds, value);
            yield return (i + 1 < bestSoFar.Count ? bestSoFar[i + 1].EndedAfterSeconds : end, value);
        }
    }
}
