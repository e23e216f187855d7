using Elbo.Reports.Charts;

namespace Elbo.Reports.Pages;

/// <summary>Which options go with which value of the metric, all at once.</summary>
internal static class ParallelSection
{
    public static Section Of(StudyReport report)
    {
        // The best lies on top.
        ReportedTrial[] trials = [.. report.Trials.Where(trial => trial.Score is not null).Reverse()];
        return new Section(
            "parallel",
            "Parallel coordinates",
            trials.Length == 0 || report.Study.Parameters.Count == 0 ? Html.Empty : Html.Of($"<div class=\"figures\">{Draw(report, trials)}</div>"));
    }

    private static Html Draw(StudyReport report, ReportedTrial[] trials)
    {
        TrialMarks marks = new(report);
        ParallelAxis[] axes =
        [
            .. report.Importance.Select(importance => ParameterAxis.Of(importance.Parameter, report.Study, trials)),
            new ParallelAxis(Axis.Linear(report.Study.Metric, trials.Select(trial => trial.Score!.Value)), [.. trials.Select(trial => trial.Score)]),
        ];
        ParallelLine[] lines = [.. trials.Select(trial => new ParallelLine(
            trial.Trial.Number,
            $"{marks.Shade(trial.Score)}{(trial.IsPruned ? " pruned" : "")}{(trial == report.Best ? " best" : "")}",
            marks.Tells(trial)))];
        (double worst, double best) = marks.Range;
        return Figure.Of(
            "lines",
            "Options of each trial",
            "A line is a trial, from its options to its metric; the most important option stands first. Dashed: stopped early. The thick line is the best completed trial.",
            named => ParallelCoordinates.Svg(named, axes, lines),
            Html.Of($"<p class=\"ramp\">{report.Study.Metric} {Figures.Metric(worst)} or worse <span>{Enumerable.Range(0, 8).Select(shade => Html.Of($"<i class=\"v{shade}\"></i>"))}</span> {Figures.Metric(best)}</p>"),
            wide: true);
    }
}
