using Elbo.Runs;
using Spectre.Console;

namespace Elbo.Benchmarks;

/// <summary>Measures a work: its sides take turns, so that what slows the machine slows all of them.</summary>
internal static class Bench
{
    public static Result Run(Work work, Settings settings, string command)
    {
        IReadOnlyList<string> sides = work.SidesOf(settings.Shape);
        Dictionary<string, List<SideReport>> reports = sides.ToDictionary(side => side, _ => new List<SideReport>());
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        console.Progress().Start(progress =>
        {
            ProgressTask task = progress.AddTask(work.Name, maxValue: settings.Rounds * sides.Count);
            for (int round = 0; round < settings.Rounds; round++)
            {
                foreach (string side in sides)
                {
                    reports[side].Add(SideProcess.Run(work, side, settings));
                    task.Increment(1);
                }
            }
        });
        ResultRow[] rows = [.. sides.Select(side => Row(side, reports[side]))];
        double? elbo = MedianOf(rows, "elbo");
        return new Result(
            work.Name,
            settings.Shape,
            work.Unit,
            rows,
            MedianOf(rows, "peer") / elbo,
            MedianOf(rows, "floor") / elbo,
            settings.Seed,
            settings.Threads,
            command,
            RunEnvironment.Describe());
    }

    private static ResultRow Row(string side, List<SideReport> reports)
    {
        double[] times = [.. reports.SelectMany(report => report.Milliseconds)];
        return new ResultRow(side, Median.Of(times), times.Min(), reports.Max(report => report.PeakMb), times.Length);
    }

    private static double? MedianOf(ResultRow[] rows, string side) => rows.FirstOrDefault(row => row.Side == side)?.MedianMs;
}
