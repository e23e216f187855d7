using System.CommandLine;
using Elbo.Data;
using Elbo.Runs;

namespace Elbo.Cli;

/// <summary>An existing run, its data, and the device and threads to use.</summary>
internal sealed class RunFlags
{
    private readonly Argument<string> run = new("run") { Description = "Run folder created by 'elbo train --out'" };
    private readonly Option<string> device = new("--device") { Description = "cpu, cuda or cuda:n", DefaultValueFactory = _ => "cpu" };
    private readonly Option<int?> threads = new("--threads") { Description = "Number of threads; default the run's" };
    private readonly DataFlags data = new(required: false, "; default the run's");

    /// <summary>The run argument, which must be added before the command's other arguments.</summary>
    public void AddRunTo(Command command) => command.Arguments.Add(run);

    /// <summary>Flags that are rarely needed, added after the command's own options.</summary>
    public void AddCommonTo(Command command)
    {
        data.AddTo(command, withPreprocessing: false);
        command.Options.Add(device);
        command.Options.Add(threads);
    }

    public RunFolder Open(ParseResult parsed) => RunFolder.Open(parsed.GetValue(run)!);

    public RunContext Context(ParseResult parsed, RunFolder folder, ConsoleContext console) => new()
    {
        Seed = folder.Record.Seed,
        Device = parsed.GetValue(device)!,
        Threads = Math.Max(1, parsed.GetValue(threads) ?? folder.Record.Threads),
        Logger = new WarningLogger(console.Error),
        CancellationToken = console.CancellationToken,
    };

    /// <summary>The data, from --data or from where the run found it, preprocessed as the run did.</summary>
    public InteractionDataset LoadData(ParseResult parsed, RunFolder folder, RunContext context, ConsoleContext console) =>
        DataFlags.Load(data.RequireSource(parsed, folder), folder.Recipe.Preprocessing, context, console);

    /// <summary>The data that the run was trained on.</summary>
    public InteractionDataset LoadTrainingData(ParseResult parsed, RunFolder folder, RunContext context, ConsoleContext console)
    {
        InteractionDataset loaded = LoadData(parsed, folder, context, console);
        folder.RequireTrainingData(loaded, data.RequireSource(parsed, folder));
        return loaded;
    }
}
