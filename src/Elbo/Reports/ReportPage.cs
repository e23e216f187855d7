using Elbo.Reports.Pages;
using Elbo.Runs;

namespace Elbo.Reports;

/// <summary>Draws reports as one HTML file that opens from disk and loads nothing.</summary>
public static class ReportPage
{
    /// <summary>What a page is called in the folder of its run or study.</summary>
    public const string FileName = "report.html";

    /// <summary>A page of one run, or of several laid over each other.</summary>
    /// <exception cref="ArgumentException">There is no run.</exception>
    public static string Of(IReadOnlyList<RunReport> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentOutOfRangeException.ThrowIfZero(runs.Count);
        RunReport first = runs[0];
        string title = runs.Count == 1 ? $"{first.Recipe.Model.Name} on {NameOf(first)}" : string.Join(", ", runs.Select(run => run.Label));
        string subtitle = runs.Count == 1
            ? FormattableString.Invariant($"Run {first.Label}, recipe {first.Recipe.Name}, {first.Recipe.SplitName} split, seed {first.Record.Seed}, {State(first)}")
            : FormattableString.Invariant($"{runs.Count} runs on {string.Join(" and ", runs.Select(NameOf).Distinct())}");
        return Page.Of(
            title,
            subtitle,
            [
                FiguresSection.Of(runs),
                LearningSection.Of(runs),
                HistoryLengthSection.Of(runs),
                PeopleSection.Of(runs),
                MapSection.Of(runs),
                OptionsSection.Of(runs),
            ],
            Version);
    }

    /// <summary>A page of a study.</summary>
    public static string Of(StudyReport study)
    {
        ArgumentNullException.ThrowIfNull(study);
        return Page.Of(
            $"Study {study.Study.Name}",
            FormattableString.Invariant($"{study.Study.Model} by recipe {study.Study.Recipe}, {study.Study.Metric} {(study.Study.Maximize ? "maximised" : "minimised")}, {study.Study.Strategy} with {study.Study.Pruning} pruning, seed {study.Study.Seed}"),
            [
                TrialsSection.Of(study),
                TimeSection.Of(study),
                ParallelSection.Of(study),
                ImportanceSection.Of(study),
                TrialCurvesSection.Of(study),
                SpaceSection.Of(study.Study),
            ],
            Version);
    }

    private static string Version => RunEnvironment.Version.Split('+')[0];

    /// <summary>The data without its place.</summary>
    private static string NameOf(RunReport run) => Path.GetFileName(Path.TrimEndingDirectorySeparator(run.Record.Data));

    private static string State(RunReport run) => run.Record.Outcome is { } outcome
        ? outcome.Epochs == 0 ? "solved in closed form" : FormattableString.Invariant($"best epoch {outcome.BestEpoch} of {outcome.Epochs}")
        : FormattableString.Invariant($"not ended, {run.Epochs.Count} epochs so far");
}
