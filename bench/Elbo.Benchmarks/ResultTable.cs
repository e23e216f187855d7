using System.Globalization;
using Spectre.Console;

namespace Elbo.Benchmarks;

/// <summary>Shows a work's figures.</summary>
internal static class ResultTable
{
    public static void Write(Result result)
    {
        Table table = new() { Title = new TableTitle($"{result.Work} {result.Shape}: ms per {result.Unit}") };
        table.AddColumns("side", "median ms", "min ms", "peak MB", "times");
        foreach (ResultRow row in result.Rows)
        {
            table.AddRow(row.Side, Number(row.MedianMs), Number(row.MinMs), row.PeakMb is { } peak ? Number(peak) : "", row.Times.ToString(CultureInfo.InvariantCulture));
        }

        AnsiConsole.Write(table);
        if (result.VsPeer is { } peer)
        {
            AnsiConsole.WriteLine($"elbo is {peer:f2} times as fast as the peer");
        }

        if (result.OfFloor is { } floor)
        {
            AnsiConsole.WriteLine($"elbo runs at {floor:p0} of the floor's speed");
        }
    }

    private static string Number(double value) => value.ToString("n1", CultureInfo.InvariantCulture);
}
