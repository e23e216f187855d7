using Elbo.Reports.Charts;

namespace Elbo.Reports.Pages;

/// <summary>All options and metrics of all trials in one chart.</summary>
internal static class ParallelCoordinatesSection
{
    public static Section Create(StudyReport report)
    {
        // The best trial is drawn last, on top.
        ReportTrial[] trials = [.. report.Trials.Where(trial => trial.Score is not null).Reverse()];
        return new Section(
            "parallel",
            "Parallel coordinates",
            trials.Length == 0 || report.Study.Parameters.Count == 0 ? Html.Empty : Html.Format($"<div class=\"figures\">{Draw(report, trials)}</div>"));
    }

    private static Html Draw(StudyReport report, ReportTrial[] trials)
    {
        TrialStyle marks = new(report);
        ParallelAxis[] axes =
        [
            .. report.Importance.Select(importance => ParameterAxis.Create(importance.Parameter, report.Study, trials)),
            new ParallelAxis(Axis.Linear(report.Study.Metric, trials.Select(trial => trial.Score!.Value)), [.. trials.Select(trial => trial.Score)]),
        ];
        ParallelLine[] lines = [.. trials.Select(trial => new ParallelLine(
            trial.Trial.Number,
            $"{marks.Shade(trial.Score)}{(trial.IsPruned ? " pruned" : "")}{(trial == report.Best ? " best" : "")}",
            marks.Tooltip(trial)))];
        (double worst, double best) = marks.ShadeRange;
        return ChartFigure.Create(
            "lines",
            "Options of each trial",
            "Each line is a trial, from its options to its metric; the most important option comes first. Dashed: stopped early. Thick: the best completed trial.",
            titleId => ParallelCoordinates.Svg(titleId, axes, lines),
            Html.Format($"<p class=\"ramp\">{report.Study.Metric} {ReportFormat.Metric(worst)} or worse <span>{Enumerable.Range(0, 8).Select(shade => Html.Format($"<i class=\"v{shade}\"></i>"))}</span> {ReportFormat.Metric(best)}</p>"),
            wide: true);
    }
}
