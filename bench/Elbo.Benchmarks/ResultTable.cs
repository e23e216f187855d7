using System.Globalization;
using Spectre.Console;

namespace Elbo.Benchmarks;

/// <summary>Prints the results of a benchmark.</summary>
internal static class ResultTable
{
    public static void Write(BenchmarkResult result)
    {
        Table table = new() { Title = new TableTitle($"{result.Benchmark} {result.Size}: ms per {result.Unit}") };
        table.AddColumns("variant", "median ms", "min ms", "peak MB", "measurements");
        foreach (VariantResult row in result.Variants)
        {
            table.AddRow(row.Variant, Number(row.MedianMs), Number(row.MinMs), row.PeakMb is { } peak ? Number(peak) : "", row.Measurements.ToString(CultureInfo.InvariantCulture));
        }

        AnsiConsole.Write(table);
        if (result.Speedup is { } speedup)
        {
            AnsiConsole.WriteLine($"elbo is {speedup:f2} times as fast as the baseline");
        }

        if (result.LowerBoundRatio is { } lowerBound)
        {
            AnsiConsole.WriteLine($"elbo reaches {lowerBound:p0} of the lower bound's speed");
        }
    }

    private static string Number(double value) => value.ToString("n1", CultureInfo.InvariantCulture);
}
