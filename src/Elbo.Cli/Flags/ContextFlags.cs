using System.CommandLine;

namespace Elbo.Cli;

/// <summary>Seed, device and threads of a run.</summary>
internal sealed class ContextFlags
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

    public RunContext Read(ParseResult parsed, Surroundings surroundings) => new()
    {
        Seed = parsed.GetValue(seed),
        Device = parsed.GetValue(device)!,
        Threads = parsed.GetValue(threads),
        Logger = new WarningLogger(surroundings.Error),
        Cancellation = surroundings.Cancellation,
    };
}
