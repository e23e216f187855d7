using System.CommandLine;

namespace Elbo.Benchmarks;

/// <summary>The command of one benchmark.</summary>
internal static class BenchmarkCommand
{
    public static Command Create(Benchmark benchmark)
    {
        Option<string> size = new("--size") { Description = "Size of the data", DefaultValueFactory = _ => benchmark.Sizes.FirstOrDefault("") };
        if (benchmark.Sizes.Count > 0)
        {
            size.AcceptOnlyFromAmong([.. benchmark.Sizes]);
        }

        Option<int> rounds = new("--rounds") { Description = "Rounds; each runs every variant in its own process", DefaultValueFactory = _ => 3 };
        Option<int> repeats = new("--repeats") { Description = "Measurements per process", DefaultValueFactory = _ => 5 };
        Option<int> threads = new("--threads") { Description = "Threads of every variant", DefaultValueFactory = _ => Environment.ProcessorCount };
        Option<long> seed = new("--seed") { Description = "Seed of the data", DefaultValueFactory = _ => 42 };
        Option<string?> data = new("--data") { Description = "A dataset instead of synthetic data, where the benchmark supports it" };
        Option<string> baseline = new("--baseline") { Description = "Baseline implementation: torchsharp, or python for the benchmark's script with Python's torch", DefaultValueFactory = _ => "torchsharp" };
        baseline.AcceptOnlyFromAmong("torchsharp", "python");
        Option<string> python = new("--python") { Description = "Python executable with torch installed", DefaultValueFactory = _ => "/usr/bin/python3" };
        Option<int?> batchSize = new("--batch-size") { Description = "Users per training step; default the benchmark's" };
        Option<string?> json = new("--json") { Description = "Also write the results to this file" };
        Option<string?> variant = new("--variant") { Description = "Run one variant in this process and print its times", Hidden = true };
        Command command = new(benchmark.Name, benchmark.Summary) { size, rounds, repeats, threads, seed, data, baseline, python, batchSize, json, variant };
        command.SetAction(parsed =>
        {
            BenchmarkOptions options = new(
                parsed.GetValue(size)!,
                parsed.GetValue(rounds),
                parsed.GetValue(repeats),
                parsed.GetValue(threads),
                parsed.GetValue(seed),
                parsed.GetValue(data),
                parsed.GetValue(baseline)!,
                parsed.GetValue(python)!,
                parsed.GetValue(batchSize));
            if (parsed.GetValue(variant) is { } variantName)
            {
                OpenMpThreads.LimitSpinning();
                IReadOnlyList<double> times = benchmark.Measure(variantName, options);
                ChildProcess.WriteResult(new VariantReport(times, benchmark.RunsInProcess ? PeakMemory.ReadMb() : null));
                return;
            }

            BenchmarkResult result = BenchmarkRunner.Run(benchmark, options, ResultFile.CommandLine(parsed));
            ResultTable.Write(result);
            ResultFile.Save(result, parsed.GetValue(json));
        });
        return command;
    }
}
