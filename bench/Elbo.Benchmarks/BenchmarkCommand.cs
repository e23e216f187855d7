using System.CommandLine;

namespace Elbo.Benchmarks;

/// <summary>The command of one work.</summary>
internal static class BenchmarkCommand
{
    public static Command Create(Benchmark benchmark)
    {
        Option<string> size = new("--shape") { Description = "Size of the data", DefaultValueFactory = _ => benchmark.Sizes.FirstOrDefault("") };
        if (benchmark.Sizes.Count > 0)
        {
            size.AcceptOnlyFromAmong([.. benchmark.Sizes]);
        }

        Option<int> rounds = new("--rounds") { Description = "Turns of each side, each in its own process", DefaultValueFactory = _ => 3 };
        Option<int> repeats = new("--repeats") { Description = "Timed repeats in each process", DefaultValueFactory = _ => 5 };
        Option<int> threads = new("--threads") { Description = "Threads of every side", DefaultValueFactory = _ => Environment.ProcessorCount };
        Option<long> seed = new("--seed") { Description = "Seed of the data", DefaultValueFactory = _ => 42 };
        Option<string?> data = new("--data") { Description = "A data set instead of made-up data, where the work can use one" };
        Option<string> baseline = new("--peer") { Description = "Whose standard way: torchsharp, or Python's torch by the work's script", DefaultValueFactory = _ => "torchsharp" };
        baseline.AcceptOnlyFromAmong("torchsharp", "python");
        Option<string> python = new("--python") { Description = "The Python that has torch", DefaultValueFactory = _ => "/usr/bin/python3" };
        Option<int?> batchSize = new("--batch-size") { Description = "People a step; default the work's" };
        Option<string?> json = new("--json") { Description = "Also writes the figures to this file" };
        Option<string?> variant = new("--side") { Description = "Does one side in this process and tells its times", Hidden = true };
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
            if (parsed.GetValue(variant) is { } own)
            {
                OpenMpThreads.LimitSpinning();
                IReadOnlyList<double> times = benchmark.Measure(own, options);
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
