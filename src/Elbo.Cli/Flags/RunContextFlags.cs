using System.CommandLine;

namespace Elbo.Cli;

/// <summary>Seed, device and threads of a run.</summary>
internal sealed class RunContextFlags
{
    private readonly Option<long> seed = new("--seed") { Description = "Seed of every random draw", DefaultValueFactory = _ => 42 };
    private readonly Option<string> device = new("--device") { Description = "cpu, cuda or cuda:n", DefaultValueFactory = _ => "cpu" };
    private readonly Option<int> threads = CommonFlags.Positive("--threads", Environment.ProcessorCount, "Threads; the same count gives the same numbers");

    public void AddTo(Command command)
    {
        command.Options.Add(seed);
        command.Options.Add(device);
        command.Options.Add(threads);
    }

    /// <summary>Threads as typed; null where they were left out.</summary>
    public int? ExplicitThreads(ParseResult parsed) => parsed.GetResult(threads) is { Implicit: false } ? parsed.GetValue(threads) : null;

    /// <summary>Those of seed and device that were typed, for commands in which they belong to the beginning alone.</summary>
    public IEnumerable<string> CreationOnly(ParseResult parsed) =>
        ((Option[])[seed, device]).Where(option => parsed.GetResult(option) is { Implicit: false }).Select(option => option.Name);

    public RunContext Read(ParseResult parsed, ConsoleContext console) => new()
    {
        Seed = parsed.GetValue(seed),
        Device = parsed.GetValue(device)!,
        Threads = parsed.GetValue(threads),
        Logger = new WarningLogger(console.Error),
        CancellationToken = console.CancellationToken,
    };
}
