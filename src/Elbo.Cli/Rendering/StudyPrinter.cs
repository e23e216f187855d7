using System.Text.Json.Nodes;
using Elbo.Search;
using Spectre.Console;

namespace Elbo.Cli;

/// <summary>Prints the results of a study as a table or as JSON.</summary>
internal static class StudyPrinter
{
    private const int MaxShownTrials = 5;

    public static void Write(StudySummary study, bool json, ConsoleContext console)
    {
        if (json)
        {
            console.Out.WriteLine(StudySummaryFile.ToJson(study));
            return;
        }

        if (study.Trials.Count(trial => trial.State == TrialState.Failed) is > 0 and int failed)
        {
            console.Out.WriteLine($"{failed} trials failed ('elbo runs {study.Name}' shows why); retry them with: elbo search --resume {study.Name} --retry-failed");
        }

        if (study.Best is not { } best)
        {
            return;
        }

        IEnumerable<TrialSummary> completed = study.Trials.Where(trial => trial is { State: TrialState.Completed, Value: not null });
        TrialSummary[] shown = [.. (study.Maximize ? completed.OrderByDescending(trial => trial.Value) : completed.OrderBy(trial => trial.Value)).Take(MaxShownTrials)];
        console.AnsiOut.Write(Table(study, shown));
        console.Out.WriteLine(Counts(study));
        console.Out.WriteLine(FormattableString.Invariant($"best: trial {best.Number}, {study.Metric} {best.Value:F4} on validation users, saved in {best.RunFolder}"));
        console.Out.WriteLine($"  {SetFlags(best)}");
    }

    /// <summary>A trial's values as --set flags.</summary>
    public static string SetFlags(TrialSummary trial) => string.Join(' ', SearchSpace.ToOverrides(trial.Values).Select(assignment => $"--set {Quoted(assignment)}"));

    /// <summary>"12 trials: 5 completed, 7 pruned, 83 s of training".</summary>
    public static string Counts(StudySummary study)
    {
        IEnumerable<string> states = study.Trials.GroupBy(trial => trial.State).Select(group => FormattableString.Invariant($"{group.Count()} {group.Key.ToText()}"));
        return FormattableString.Invariant($"{study.Trials.Count} trials: {string.Join(", ", states)}; {study.Trials.Sum(trial => trial.Seconds):F1} s of training");
    }

    private static Table Table(StudySummary study, IEnumerable<TrialSummary> trials)
    {
        Table table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape($"Best trials of '{study.Name}', {study.Metric} on validation users"));
        table.AddColumn(new TableColumn("trial").RightAligned()).AddColumn(new TableColumn(Markup.Escape(study.Metric)).RightAligned());
        table.AddColumn(new TableColumn("epochs").RightAligned()).AddColumn(new TableColumn("seconds").RightAligned());
        foreach (string parameter in study.Parameters)
        {
            table.AddColumn(new TableColumn(Markup.Escape(study.ShortName(parameter))).RightAligned());
        }

        foreach (TrialSummary trial in trials)
        {
            table.AddRow(
            [
                FormattableString.Invariant($"{trial.Number}"),
                FormattableString.Invariant($"{trial.Value:F4}"),
                trial.Curve.Count == 0 ? "" : FormattableString.Invariant($"{trial.Curve[^1].Epoch}"),
                FormattableString.Invariant($"{trial.Seconds:F1}"),
                .. study.Parameters.Select(parameter => Markup.Escape(trial.Values.TryGetValue(parameter, out JsonNode? value) ? SearchSpace.FormatValue(value) : "")),
            ]);
        }

        return table;
    }

    // Brackets and quotes have a meaning in a shell.
    private static string Quoted(string assignment) =>
        assignment.All(letter => char.IsAsciiLetterOrDigit(letter) || "._=-+,:@/".Contains(letter, StringComparison.Ordinal)) ? assignment : $"'{assignment}'";
}
