using System.Globalization;
using Spectre.Console;

namespace Elbo.Benchmarks;

/// <summary>Shows a work's figures.</summary>
internal static class ResultTable
{
    public static void Write(BenchmarkResult result)
    {
        Table table = new() { Title = new TableTitle($"{result.Benchmark} {result.Size}: ms per {result.Unit}") };
        table.AddColumns("side", "median ms", "min ms", "peak MB", "times");
        foreach (VariantResult row in result.Variants)
        {
            table.AddRow(row.Variant, Number(row.MedianMs), Number(row.MinMs), row.PeakMb is { } peak ? Number(peak) : "", row.Measurements.ToString(CultureInfo.InvariantCulture));
        }

        AnsiConsole.Write(table);
        if (result.Speedup is { } peer)
        {
            AnsiConsole.WriteLine($"elbo is {peer:f2} times as fast as the peer");
        }

        if (result.LowerBoundRatio is { } floor)
        {
            AnsiConsole.WriteLine($"elbo runs at {floor:p0} of the floor's speed");
        }
    }

    private static string Number(double value) => value.ToString("n1", CultureInfo.InvariantCulture);
}
