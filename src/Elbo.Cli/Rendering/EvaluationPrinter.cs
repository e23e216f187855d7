using System.Text.Json;
using Elbo.Evaluation;
using Elbo.IO;
using Elbo.Runs;
using Spectre.Console;

namespace Elbo.Cli;

/// <summary>Prints an evaluation as a table with a summary in words, or as JSON.</summary>
internal static class EvaluationPrinter
{
    public static void Write(RunEvaluation report, bool json, ConsoleContext console)
    {
        if (json)
        {
            console.Out.WriteLine(ToJson(report));
            return;
        }

        console.AnsiOut.Write(Table(report));
        foreach (PairedComparison comparison in report.Comparisons)
        {
            console.Out.WriteLine(Verdict(comparison, report.Run.Path, report.Other!.Path));
        }

        string skipped = report.Result.SkippedUsers > 0 ? FormattableString.Invariant($", {report.Result.SkippedUsers:N0} skipped (no targets)") : "";
        console.Out.WriteLine(FormattableString.Invariant($"{report.Result.Users.Count:N0} {report.Subset.ToString().ToLowerInvariant()} users{skipped}; mean ± standard error"));
        if (report.Run.Record.Synthetic)
        {
            console.Out.WriteLine(OutputFormat.SyntheticMetrics(report.Run.Record.Data));
        }
    }

    /// <summary>
    /// Which of two runs is better, in words. Both the interval and the test must be significant: a few users with large
    /// differences can move the mean, and many with tiny ones the ranks.
    /// </summary>
    public static string Verdict(PairedComparison comparison, string run, string other)
    {
        bool clear = comparison.WilcoxonPValue < 0.05 && (comparison.Low > 0 || comparison.High < 0);
        bool better = comparison.Difference > 0;
        (double by, double low, double high) = better || !clear
            ? (comparison.Difference, comparison.Low, comparison.High)
            : (-comparison.Difference, -comparison.High, -comparison.Low);
        string p = comparison.WilcoxonPValue < 0.001 ? "p < 0.001" : FormattableString.Invariant($"p {comparison.WilcoxonPValue:F3}");
        string sureness = FormattableString.Invariant($"95 % interval {low:F4} to {high:F4}, Wilcoxon {p}");
        return clear
            ? FormattableString.Invariant($"{comparison.Metric}: {(better ? run : other)} is better by {by:F4} ({sureness})")
            : FormattableString.Invariant($"{comparison.Metric}: no clear difference ({by:+0.0000;-0.0000;0.0000} for {run}, {sureness})");
    }

    private static Table Table(RunEvaluation report)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumn("metric");
        table.AddColumn(new TableColumn(Markup.Escape(Label(report.Run))).RightAligned());
        if (report.Other is not null)
        {
            table.AddColumn(new TableColumn(Markup.Escape(Label(report.Other))).RightAligned());
        }

        foreach ((string name, double mean, double? error) in Metrics(report.Result))
        {
            string own = OutputFormat.Metric(mean, error);
            table.AddRow(report.OtherResult is null ? [name, own] : [name, own, MetricCell(report.OtherResult, name)]);
        }

        return table;
    }

    private static string MetricCell(EvaluationResult result, string metric) =>
        Metrics(result).Where(entry => entry.Name == metric).Select(entry => OutputFormat.Metric(entry.Mean, entry.Error)).Single();

    private static string Label(RunFolder run) => $"{run.Path} ({run.Recipe.Model.Name})";

    private static IEnumerable<(string Name, double Mean, double? Error)> Metrics(EvaluationResult result) =>
        result.UserMetrics
            .Select(values => (values.Name, values.Mean, double.IsFinite(values.StandardError) ? values.StandardError : (double?)null))
            .Concat(result.CatalogMetrics.Select(metric => (metric.Key, metric.Value, (double?)null)));

    private static string ToJson(RunEvaluation report) => JsonSerializer.Serialize(
        new
        {
            run = report.Run.Path,
            recipe = report.Run.Recipe.Name,
            model = report.Run.Recipe.Model.Name,
            data = report.Run.Record.Data,
            synthetic = report.Run.Record.Synthetic,
            subset = report.Subset,
            users = report.Result.Users.Count,
            skippedUsers = report.Result.SkippedUsers,
            metrics = ToJsonMetrics(report.Result),
            against = report.Other is { } other
                ? new { run = other.Path, recipe = other.Recipe.Name, model = other.Recipe.Model.Name, metrics = ToJsonMetrics(report.OtherResult!) }
                : null,
            comparisons = report.Comparisons,
        },
        JsonFormat.Document);

    private static Dictionary<string, object> ToJsonMetrics(EvaluationResult result) =>
        Metrics(result).ToDictionary(metric => metric.Name, object (metric) => new { mean = metric.Mean, standardError = metric.Error });
}
