using System.CommandLine;

namespace Elbo.Benchmarks;

/// <summary>The command of one work.</summary>
internal static class BenchCommand
{
    public static Command Of(Work work)
    {
        Option<string> shape = new("--shape") { Description = "Size of the data", DefaultValueFactory = _ => work.Shapes.FirstOrDefault("") };
        if (work.Shapes.Count > 0)
        {
            shape.AcceptOnlyFromAmong([.. work.Shapes]);
        }

        Option<int> rounds = new("--rounds") { Description = "Turns of each side, each in its own process", DefaultValueFactory = _ => 3 };
        Option<int> repeats = new("--repeats") { Description = "Timed repeats in each process", DefaultValueFactory = _ => 5 };
        Option<int> threads = new("--threads") { Description = "Threads of every side", DefaultValueFactory = _ => Environment.ProcessorCount };
        Option<long> seed = new("--seed") { Description = "Seed of the data", DefaultValueFactory = _ => 42 };
        Option<string?> data = new("--data") { Description = "A data set instead of made-up data, where the work can use one" };
        Option<string> peer = new("--peer") { Description = "Whose standard way: torchsharp, or Python's torch by the work's script", DefaultValueFactory = _ => "torchsharp" };
        peer.AcceptOnlyFromAmong("torchsharp", "python");
        Option<string> python = new("--python") { Description = "The Python that has torch", DefaultValueFactory = _ => "/usr/bin/python3" };
        Option<int?> batchSize = new("--batch-size") { Description = "People a step; default the work's" };
        Option<string?> json = new("--json") { Description = "Also writes the figures to this file" };
        Option<string?> side = new("--side") { Description = "Does one side in this process and tells its times", Hidden = true };
        Command command = new(work.Name, work.Summary) { shape, rounds, repeats, threads, seed, data, peer, python, batchSize, json, side };
        command.SetAction(parsed =>
        {
            Settings settings = new(
                parsed.GetValue(shape)!,
                parsed.GetValue(rounds),
                parsed.GetValue(repeats),
                parsed.GetValue(threads),
                parsed.GetValue(seed),
                parsed.GetValue(data),
                parsed.GetValue(peer)!,
                parsed.GetValue(python)!,
                parsed.GetValue(batchSize));
            if (parsed.GetValue(side) is { } own)
            {
                ThreadWaiting.Settle();
                IReadOnlyList<double> times = work.Measure(own, settings);
                ChildProcess.Tell(new SideReport(times, work.UsesOwnMemory ? PeakMemory.Mb() : null));
                return;
            }

            Result result = Bench.Run(work, settings, ResultFile.CommandLine(parsed));
            ResultTable.Write(result);
            ResultFile.Keep(result, parsed.GetValue(json));
        });
        return command;
    }
}
