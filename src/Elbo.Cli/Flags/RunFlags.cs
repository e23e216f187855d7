using System.CommandLine;
using Elbo.Data;
using Elbo.Data.Readers;
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
    public InteractionDataset LoadData(ParseResult parsed, RunFolder folder, RunContext context, ConsoleContext console)
    {
        string name = data.Name(parsed) ?? RecordedData(folder);
        return DataFlags.Load(name, data.Read(parsed, WithoutMachineSpecifics(folder.Record.ReadOptions)), folder.Recipe.Preprocessing, context, console);
    }

    /// <summary>The data that the run was trained on.</summary>
    public InteractionDataset LoadTrainingData(ParseResult parsed, RunFolder folder, RunContext context, ConsoleContext console)
    {
        InteractionDataset loaded = LoadData(parsed, folder, context, console);
        if (loaded.Fingerprint == folder.Record.DataFingerprint)
        {
            return loaded;
        }

        string found = data.Name(parsed) is { } name ? $"'{name}' differs" : "which has changed since";
        throw new ElboException(
            $"{folder.Path}: was trained on other data: '{folder.Record.Data}' (fingerprint {Shorten(folder.Record.DataFingerprint)}), "
            + $"{found} ({Shorten(loaded.Fingerprint)}); give the same data with --data, or train again");
    }

    private static string RecordedData(RunFolder folder)
    {
        string name = folder.Record.Data;
        return name == DataFlags.SampleName || DatasetDownloader.Names.Contains(name) || Path.Exists(name)
            ? name
            : throw new ElboException($"{folder.Path}: was trained on '{name}', which was not found; set its path with --data");
    }

    // Titles come from the run folder; the training machine's paths and threads may not fit this one.
    private static ReadOptions WithoutMachineSpecifics(ReadOptions read) => read with
    {
        ItemsFile = null,
        ItemsIdColumn = null,
        ItemsTitleColumn = null,
        ItemsGenresColumn = null,
        Threads = null,
        TempDir = Directory.Exists(read.TempDir) ? read.TempDir : null,
    };

    private static string Shorten(string fingerprint) => fingerprint[..Math.Min(12, fingerprint.Length)];
}
