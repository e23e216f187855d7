using Elbo.Reports;
using Elbo.Search;
using TrialOutcome = Elbo.Reports.TrialOutcome;

namespace Elbo.Tests.Reports;

public class StudyReportTests
{
    [Fact]
    public void Trials_are_ranked_by_their_value_and_those_without_one_come_last()
    {
        StudyReport report = StudyReport.Of(MadeUpStudy.Of(
        [
            MadeUpStudy.Trial(0, 0.2),
            MadeUpStudy.Trial(1, null, "failed"),
            MadeUpStudy.Trial(2, 0.4),
            MadeUpStudy.Trial(3, 0.3, "pruned"),
        ]));
        Assert.Equal([2, 3, 0, 1], report.Trials.Select(trial => trial.Trial.Number));
        Assert.Equal([1, 2, 3, null], report.Trials.Select(trial => trial.Rank));
        Assert.Equal(
            [TrialOutcome.Complete, TrialOutcome.Pruned, TrialOutcome.Complete, TrialOutcome.Failed],
            report.Trials.Select(trial => trial.Outcome));
    }

    [Fact]
    public void Where_less_is_better_the_least_comes_first()
    {
        StudyReport report = StudyReport.Of(MadeUpStudy.Of([MadeUpStudy.Trial(0, 3), MadeUpStudy.Trial(1, 2), MadeUpStudy.Trial(2, 5)], maximize: false));
        Assert.Equal([1, 0, 2], report.Trials.Select(trial => trial.Trial.Number));
        Assert.Equal(1, report.Best!.Trial.Number);
    }

    [Fact]
    public void A_stopped_trial_is_drawn_at_the_best_of_its_curve_but_is_never_the_best()
    {
        TrialSummary stopped = MadeUpStudy.Trial(1, null, "pruned") with { Curve = [new(1, 0.1, 5), new(2, 0.9, 10), new(3, 0.5, 15)] };
        StudyReport report = StudyReport.Of(MadeUpStudy.Of([MadeUpStudy.Trial(0, 0.2), stopped]));
        Assert.Equal(0.9, report.Trials[0].Score);
        Assert.Equal(0, report.Best!.Trial.Number);
    }

    [Fact]
    public void Records_are_set_in_the_order_in_which_trials_end()
    {
        // They end at 30, 20 and 50 seconds: 0.3 is beaten by 0.4 at once, for it ends later.
        StudyReport report = StudyReport.Of(MadeUpStudy.Of(
        [
            MadeUpStudy.Trial(0, 0.4, start: 0, seconds: 30),
            MadeUpStudy.Trial(1, 0.3, start: 10, seconds: 10),
            MadeUpStudy.Trial(2, 0.35, start: 20, seconds: 30),
        ]));
        Assert.Equal([(1, 20.0), (0, 30.0)], report.Records.Select(trial => (trial.Trial.Number, trial.EndedAfterSeconds)));
    }

    [Fact]
    public void An_empty_study_has_no_best()
    {
        StudyReport report = StudyReport.Of(MadeUpStudy.Of([], ["options.latentSize"]));
        Assert.Null(report.Best);
        Assert.Contains("No trial has been completed", ReportPage.Of(report), StringComparison.Ordinal);
    }

    [Fact]
    public void A_summary_reads_back_as_it_was_written()
    {
        using Models.TemporaryPlace place = new();
        StudySummary study = MadeUpStudy.Large(trials: 12);
        StudyFile.Write(place.File("study.json"), study);
        Assert.Equal(ReportPage.Of(StudyReport.Of(study)), ReportPage.Of(StudyReport.Of(StudyFile.Read(place.File("study.json")))));
    }
}
