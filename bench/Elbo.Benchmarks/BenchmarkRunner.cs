using Elbo.Runs;
using Spectre.Console;

namespace Elbo.Benchmarks;

/// <summary>Runs a benchmark. Variants alternate, so that other load on the machine affects all of them.</summary>
internal static class BenchmarkRunner
{
    public static BenchmarkResult Run(Benchmark benchmark, BenchmarkOptions options, string command)
    {
        IReadOnlyList<string> variants = benchmark.VariantsOf(options.Size);
        Dictionary<string, List<VariantReport>> reports = variants.ToDictionary(variant => variant, _ => new List<VariantReport>());
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        console.Progress().Start(progress =>
        {
            ProgressTask task = progress.AddTask(benchmark.Name, maxValue: options.Rounds * variants.Count);
            for (int round = 0; round < options.Rounds; round++)
            {
                foreach (string variant in variants)
                {
                    reports[variant].Add(VariantProcess.Run(benchmark, variant, options));
                    task.Increment(1);
                }
            }
        });
        VariantResult[] rows = [.. variants.Select(variant => Summarize(variant, reports[variant]))];
        double? elbo = MedianOf(rows, "elbo");
        return new BenchmarkResult(
            benchmark.Name,
            options.Size,
            benchmark.Unit,
            rows,
            MedianOf(rows, "baseline") / elbo,
            MedianOf(rows, "lower-bound") / elbo,
            options.Seed,
            options.Threads,
            command,
            RunEnvironment.Describe());
    }

    private static VariantResult Summarize(string variant, List<VariantReport> reports)
    {
        double[] times = [.. reports.SelectMany(report => report.Milliseconds)];
        return new VariantResult(variant, Median.Compute(times), times.Min(), reports.Max(report => report.PeakMb), times.Length);
    }

    private static double? MedianOf(VariantResult[] rows, string variant) => rows.FirstOrDefault(row => row.Variant == variant)?.MedianMs;
}
