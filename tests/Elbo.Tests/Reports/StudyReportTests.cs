using System.Text.Json.Nodes;
using Elbo.Reports;
using Elbo.Reports.Charts;
using Elbo.Reports.Pages;
using Elbo.Search;

namespace Elbo.Tests.Reports;

public class StudyReportTests
{
    [Fact]
    public void Trials_are_ranked_by_their_value_and_those_without_one_come_last()
    {
        StudyReport report = StudyReport.Create(StudyBuilder.Create(
        [
            StudyBuilder.Trial(0, 0.2),
            StudyBuilder.Trial(1, null, TrialState.Failed),
            StudyBuilder.Trial(2, 0.4),
            StudyBuilder.Trial(3, 0.3, TrialState.Pruned),
        ]));
        Assert.Equal([2, 3, 0, 1], report.Trials.Select(trial => trial.Trial.Number));
        Assert.Equal([1, 2, 3, null], report.Trials.Select(trial => trial.Rank));
        Assert.Equal([true, false, true, false], report.Trials.Select(trial => trial.IsCompleted));
        Assert.Equal([false, true, false, false], report.Trials.Select(trial => trial.IsPruned));
    }

    [Fact]
    public void For_a_minimized_metric_the_smallest_comes_first()
    {
        StudyReport report = StudyReport.Create(StudyBuilder.Create([StudyBuilder.Trial(0, 3), StudyBuilder.Trial(1, 2), StudyBuilder.Trial(2, 5)], maximize: false));
        Assert.Equal([1, 0, 2], report.Trials.Select(trial => trial.Trial.Number));
        Assert.Equal(1, report.Best!.Trial.Number);
    }

    [Fact]
    public void A_stopped_trial_is_shown_at_its_curves_best_value_but_is_never_the_best()
    {
        TrialSummary stopped = StudyBuilder.Trial(1, null, TrialState.Pruned) with { Curve = [new(1, 0.1, 5), new(2, 0.9, 10), new(3, 0.5, 15)] };
        StudyReport report = StudyReport.Create(StudyBuilder.Create([StudyBuilder.Trial(0, 0.2), stopped]));
        Assert.Equal(0.9, report.Trials[0].Score);
        Assert.Equal(0, report.Best!.Trial.Number);
    }

    [Fact]
    public void The_best_so_far_follows_the_order_in_which_trials_end()
    {
        // They end at 30, 20 and 50 seconds: 0.3 is beaten by 0.4 at once, for it ends later.
        StudyReport report = StudyReport.Create(StudyBuilder.Create(
        [
            StudyBuilder.Trial(0, 0.4, start: 0, seconds: 30),
            StudyBuilder.Trial(1, 0.3, start: 10, seconds: 10),
            StudyBuilder.Trial(2, 0.35, start: 20, seconds: 30),
        ]));
        Assert.Equal([(1, 20.0), (0, 30.0)], report.BestSoFar.Select(trial => (trial.Trial.Number, trial.EndedAfterSeconds)));
    }

    [Fact]
    public void An_empty_study_has_no_best()
    {
        StudyReport report = StudyReport.Create(StudyBuilder.Create([], ["options.latentSize"]));
        Assert.Null(report.Best);
        Assert.Contains("No trial is completed", ReportRenderer.Render(report), StringComparison.Ordinal);
    }

    [Fact]
    public void A_stored_end_takes_precedence_over_start_and_training_time()
    {
        TrialSummary paused = StudyBuilder.Trial(1, 0.4, start: 20, seconds: 10) with { EndedAfterSeconds = 500 };
        StudyReport report = StudyReport.Create(StudyBuilder.Create([StudyBuilder.Trial(0, 0.3, start: 0, seconds: 10), paused]));
        Assert.Equal([(0, 10.0), (1, 500.0)], report.BestSoFar.Select(trial => (trial.Trial.Number, trial.EndedAfterSeconds)));
    }

    [Fact]
    public void A_running_trial_is_shown_but_is_never_best_so_far()
    {
        StudyReport report = StudyReport.Create(StudyBuilder.Create([StudyBuilder.Trial(0, 0.2), StudyBuilder.Trial(1, null, TrialState.Running) with { Curve = [new(1, 0.5, 5)] }]));
        Assert.Equal(1, report.Trials[0].Trial.Number);
        Assert.Equal(0, report.Best!.Trial.Number);
        Assert.Single(report.BestSoFar);
        Assert.Contains("2 trials: 1 completed, 1 running;", ReportRenderer.Render(report), StringComparison.Ordinal);
    }

    [Fact]
    public void Existing_runs_are_linked_relative_to_the_page()
    {
        using Models.TempFolder folder = new();
        string here = Directory.CreateDirectory(folder.GetPath("a study & more/trial-0001")).FullName;
        File.WriteAllText(Path.Combine(here, "run.json"), "{}");
        StudySummary study = StudyBuilder.Create([StudyBuilder.Trial(1, 0.2) with { RunFolder = here }, StudyBuilder.Trial(2, 0.1) with { RunFolder = folder.GetPath("gone") }]);

        Assert.Equal(["a%20study%20%26%20more/trial-0001", null], Links(study, folder.FullPath));
        Assert.Equal([null, null], Links(study, null));
        File.WriteAllText(Path.Combine(here, "report.html"), "");
        Assert.Equal(["trial-0001/report.html", null], Links(study, Path.GetDirectoryName(here)));
        Assert.Contains("<a href=\"trial-0001/report.html\" title=\"trial-0001\">1</a>", ReportRenderer.Render(StudyReport.Create(study, Path.GetDirectoryName(here))), StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_lists_the_search_space_and_environment()
    {
        StudySummary study = StudyBuilder.Create([StudyBuilder.Trial(1, 0.2)], ["options.dropout"]) with
        {
            Space = JsonNode.Parse("""
                {"recipe": "r.json", "parameters": {
                  "options.annealing.kind": {"choices": ["linear", "constant"], "from": null},
                  "options.annealing.steps": {"choices": null, "from": 1000, "to": 20000, "scale": "log", "points": 3, "when": {"options.annealing.kind": "linear"}},
                  "options.dropout": {"from": 0.25, "to": 0.5, "step": 0.05}},
                 "budget": {"trials": 7, "trainingHours": null}, "strategy": {"kind": "tpe"}, "pruning": {"kind": null}}
                """),
            CommandLine = "elbo search <here>",
            Environment = new Dictionary<string, string> { ["processor"] = "abacus" },
        };
        string html = ReportRenderer.Render(StudyReport.Create(study));
        string[] expected =
        [
            "options.annealing.kind</th><td class=\"wrap\">linear, constant</td><td class=\"wrap\">always",
            "options.annealing.steps</th><td class=\"wrap\">1000 to 20000, logarithmic, 3 in a grid</td><td class=\"wrap\">when options.annealing.kind is linear",
            "options.dropout</th><td class=\"wrap\">0.25 to 0.5, by 0.05</td>",
            "<td>budget.trials</td><td class=\"wrap\">7</td>",
            "<td>command</td><td class=\"wrap\">elbo search &lt;here&gt;</td>",
            "<td>processor</td><td class=\"wrap\">abacus</td>",
        ];
        Assert.DoesNotContain("trainingHours", html, StringComparison.Ordinal);
        Assert.Contains("<td>pruning</td><td class=\"wrap\">asha</td>", html, StringComparison.Ordinal);
        Assert.All(expected, part => Assert.Contains(part, html, StringComparison.Ordinal));
    }

    [Fact]
    public void Ranges_have_a_numeric_axis_and_choices_a_categorical_one()
    {
        StudySummary study = StudyBuilder.Create(
            [StudyBuilder.Trial(1, 0.2, values: [("rate", 0.001), ("size", 8)]), StudyBuilder.Trial(2, 0.3, values: [("rate", 0.1), ("size", 64)]), StudyBuilder.Trial(3, 0.25, values: [("rate", 0.01), ("size", 16)])],
            ["rate", "size"]) with
        {
            Space = JsonNode.Parse("""{"parameters": {"rate": {"from": 0.001, "to": 0.1, "scale": "log"}, "size": {"choices": [8, 16, 64]}}}"""),
        };
        StudyReport report = StudyReport.Create(study);
        double?[] Places(string parameter)
        {
            ParallelAxis across = ParameterAxis.Create(parameter, study, report.Trials);
            return [.. across.Values.Select(value => value is { } number ? Math.Round(across.Axis.Scale(number), 9) : (double?)null)];
        }

        // Trials by rank: 2, 3, 1.
        Assert.Equal([1, 0.5, 0], Places("rate"));
        Assert.Equal([Math.Round(2.5 / 3, 9), 0.5, Math.Round(0.5 / 3, 9)], Places("size"));
    }

    private static IEnumerable<string?> Links(StudySummary study, string? folder) => StudyReport.Create(study, folder).Trials.Select(trial => trial.Link);
}
