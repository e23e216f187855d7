using System.CommandLine;

namespace Elbo.Cli;

/// <summary>Seed, device and threads.</summary>
internal sealed class RunContextFlags
{
    private readonly Option<long> seed = new("--seed") { Description = "Random seed", DefaultValueFactory = _ => 42 };
    private readonly Option<string> device = new("--device") { Description = "cpu, cuda or cuda:n", DefaultValueFactory = _ => "cpu" };
    private readonly Option<int> threads = CommonFlags.Positive("--threads", Environment.ProcessorCount, "Number of threads; results are the same only with the same number");

    public void AddTo(Command command)
    {
        command.Options.Add(seed);
        command.Options.Add(device);
        command.Options.Add(threads);
    }

    /// <summary>The number of threads; null if omitted.</summary>
    public int? ExplicitThreads(ParseResult parsed) => parsed.GetResult(threads) is { Implicit: false } ? parsed.GetValue(threads) : null;

    /// <summary>All flags.</summary>
    public IReadOnlyList<Option> All => [seed, device, threads];

    /// <summary>Flags that can only be set when a study is created.</summary>
    public IReadOnlyList<Option> CreationOnly => [seed, device];

    public RunContext Read(ParseResult parsed, ConsoleContext console) => new()
    {
        Seed = parsed.GetValue(seed),
        Device = parsed.GetValue(device)!,
        Threads = parsed.GetValue(threads),
        Logger = new WarningLogger(console.Error),
        CancellationToken = console.CancellationToken,
    };
}
