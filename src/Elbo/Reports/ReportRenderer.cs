using Elbo.Reports.Pages;
using Elbo.Runs;

namespace Elbo.Reports;

/// <summary>Draws reports as one HTML file that opens from disk and loads nothing.</summary>
public static class ReportRenderer
{
    /// <summary>What a page is called in the folder of its run or study.</summary>
    public const string FileName = "report.html";

    /// <summary>A page of one run, or of several laid over each other.</summary>
    /// <exception cref="ArgumentException">There is no run.</exception>
    public static string Render(IReadOnlyList<RunReport> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentOutOfRangeException.ThrowIfZero(runs.Count);
        RunReport first = runs[0];
        string title = runs.Count == 1 ? $"{first.Recipe.Model.Name} on {DataName(first)}" : string.Join(", ", runs.Select(run => run.Label));
        string subtitle = runs.Count == 1
            ? FormattableString.Invariant($"Run {first.Label}, recipe {first.Recipe.Name}, {first.Recipe.SplitName} split, seed {first.Record.Seed}, {DescribeState(first)}")
            : FormattableString.Invariant($"{runs.Count} runs on {string.Join(" and ", runs.Select(DataName).Distinct())}");
        return HtmlPage.Render(
            title,
            subtitle,
            [
                MetricsSection.Create(runs),
                LearningCurvesSection.Create(runs),
                HistoryLengthSection.Create(runs),
                UserExamplesSection.Create(runs),
                LatentSpaceSection.Create(runs),
                OptionsSection.Create(runs),
            ],
            Version);
    }

    /// <summary>A page of a study.</summary>
    public static string Render(StudyReport study)
    {
        ArgumentNullException.ThrowIfNull(study);
        return HtmlPage.Render(
            $"Study {study.Study.Name}",
            FormattableString.Invariant($"{study.Study.Model} by recipe {study.Study.Recipe}, {study.Study.Metric} {(study.Study.Maximize ? "maximised" : "minimised")}, {study.Study.Strategy} with {study.Study.Pruning} pruning, seed {study.Study.Seed}"),
            [
                TrialsSection.Create(study),
                MetricOverTimeSection.Create(study),
                ParallelCoordinatesSection.Create(study),
                ImportanceSection.Create(study),
                TrialCurvesSection.Create(study),
                SearchSpaceSection.Create(study.Study),
            ],
            Version);
    }

    private static string Version => RunEnvironment.Version.Split('+')[0];

    /// <summary>The data without its place.</summary>
    private static string DataName(RunReport run) => Path.GetFileName(Path.TrimEndingDirectorySeparator(run.Record.Data));

    private static string DescribeState(RunReport run) => run.Record.Outcome is { } outcome
        ? outcome.Epochs == 0 ? "solved in closed form" : FormattableString.Invariant($"best epoch {outcome.BestEpoch} of {outcome.Epochs}")
        : FormattableString.Invariant($"not ended, {run.Epochs.Count} epochs so far");
}
