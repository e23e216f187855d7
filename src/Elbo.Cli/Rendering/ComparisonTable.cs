using System.Text.Json;
using Elbo.IO;
using Elbo.Runs;
using Spectre.Console;

namespace Elbo.Cli;

/// <summary>The table of <c>elbo compare</c>: published results, own results, and the time per epoch.</summary>
internal static class ComparisonTable
{
    private const string MainMetric = "ndcg@100";

    public static void Write(ConsoleContext console, ComparisonResult comparison)
    {
        IReadOnlyList<ComparisonRow> rows = comparison.Rows;
        string[] metrics = [.. rows.SelectMany(row => row.Metrics.Keys).Distinct().OrderByDescending(metric => metric == MainMetric)];
        Table table = new Table().Border(TableBorder.Rounded).Title("Test users, in per cent; mean ± standard deviation over the seeds");
        table.AddColumns("recipe", "seeds");
        table.AddColumn(new TableColumn($"{metrics[0]} published").RightAligned());
        foreach (string metric in metrics)
        {
            table.AddColumn(new TableColumn(metric == metrics[0] ? $"{metric} Elbo" : metric).RightAligned());
        }

        table.AddColumn(new TableColumn("s/epoch").RightAligned()).AddColumn(new TableColumn("best epoch").RightAligned());
        foreach (ComparisonRow row in rows)
        {
            table.AddRow([
                row.Recipe,
                Text($"{row.Seeds}"),
                row.Metrics.TryGetValue(metrics[0], out SeedStatistics? main) && main.Published is { } published ? Text($"{100 * published:F2}") : "",
                .. metrics.Select(metric => row.Metrics.TryGetValue(metric, out SeedStatistics? result) ? MetricCell(result, row.Seeds) : ""),
                Text($"{row.EpochSeconds:F2}"),
                row.BestEpoch == 0 ? "" : Text($"{row.BestEpoch:0.#}"),
            ]);
        }

        console.AnsiOut.Write(table);
        foreach (string note in comparison.Notes)
        {
            console.Out.WriteLine(note);
        }
    }

    /// <summary>The comparison with the settings that it ran with.</summary>
    public static string ToJson(ComparisonResult comparison, RunContext context) => JsonSerializer.Serialize(
        new
        {
            comparison.Rows,
            comparison.Data,
            firstSeed = context.Seed,
            context.Threads,
            context.Device,
            command = CommandLineText.Redacted,
            environment = RunEnvironment.Describe(),
        },
        JsonFormat.Document);

    private static string MetricCell(SeedStatistics result, int seeds) => seeds > 1
        ? Text($"{100 * result.Mean:F2} ± {100 * result.StandardDeviation:F2}")
        : Text($"{100 * result.Mean:F2}");

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
