using Elbo.Reports.Pages;
using Elbo.Runs;

namespace Elbo.Reports;

/// <summary>Renders reports as single HTML files that open from disk and load nothing.</summary>
public static class ReportRenderer
{
    /// <summary>The report's file name in the folder of its run or study.</summary>
    public const string FileName = "report.html";

    /// <summary>Renders the report of one run, or of several runs in the same charts.</summary>
    /// <exception cref="ArgumentException">There are no runs.</exception>
    public static string Render(IReadOnlyList<RunReport> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentOutOfRangeException.ThrowIfZero(runs.Count);
        if (runs.Count > 1)
        {
            runs = [.. runs.Select((run, index) => run with { Series = index })];
        }

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

    /// <summary>Renders the report of a study.</summary>
    public static string Render(StudyReport study)
    {
        ArgumentNullException.ThrowIfNull(study);
        return HtmlPage.Render(
            $"Study {study.Study.Name}",
            FormattableString.Invariant($"{study.Study.Model}, recipe {study.Study.Recipe}, {study.Study.Metric} {(study.Study.Maximize ? "maximized" : "minimized")}, {study.Study.Strategy} with {study.Study.Pruning} pruning, seed {study.Study.Seed}"),
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

    /// <summary>The data's name without its folder.</summary>
    private static string DataName(RunReport run) => Path.GetFileName(Path.TrimEndingDirectorySeparator(run.Record.Data));

    private static string DescribeState(RunReport run) => run.Record.Outcome is { } outcome
        ? outcome.Epochs == 0 ? "solved in closed form" : FormattableString.Invariant($"best epoch {outcome.BestEpoch} of {outcome.Epochs}")
        : FormattableString.Invariant($"unfinished, {run.Epochs.Count} epochs so far");
}
