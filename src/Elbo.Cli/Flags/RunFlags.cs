using System.CommandLine;
using Elbo.Data;
using Elbo.Data.Readers;
using Elbo.Runs;

namespace Elbo.Cli;

/// <summary>A run to go by, where its model is to be computed, and its data.</summary>
internal sealed class RunFlags
{
    private readonly Argument<string> run = new("run") { Description = "The run's folder, as made by 'elbo train --out'" };
    private readonly Option<string> device = new("--device") { Description = "cpu, cuda or cuda:n", DefaultValueFactory = _ => "cpu" };
    private readonly Option<int?> threads = new("--threads") { Description = "Threads; default as many as the run was trained with" };
    private readonly DataFlags data = new(required: false, "; default the run's own");

    /// <summary>The argument stands first, so it is added before a command's own.</summary>
    public void AddRunTo(Command command) => command.Arguments.Add(run);

    /// <summary>What is seldom needed comes after a command's own options.</summary>
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

    /// <summary>The data as the run read and prepared it, from where it found it or from --data.</summary>
    public InteractionDataset LoadData(ParseResult parsed, RunFolder folder, RunContext context, ConsoleContext console)
    {
        string name = data.Name(parsed) ?? RecordedData(folder);
        return DataFlags.Load(name, data.Read(parsed, WithoutMachineSpecifics(folder.Record.ReadOptions)), folder.Recipe.Preprocessing, context, console);
    }

    /// <summary>The same, and no other data than the run was trained on.</summary>
    public InteractionDataset LoadTrainingData(ParseResult parsed, RunFolder folder, RunContext context, ConsoleContext console)
    {
        InteractionDataset loaded = LoadData(parsed, folder, context, console);
        if (loaded.Fingerprint == folder.Record.DataFingerprint)
        {
            return loaded;
        }

        string found = data.Name(parsed) is { } name ? $"'{name}' is not it" : "which has changed since";
        throw new ElboException(
            $"{folder.Path}: was trained on other data: '{folder.Record.Data}' (fingerprint {Shorten(folder.Record.DataFingerprint)}), "
            + $"{found} ({Shorten(loaded.Fingerprint)}); give the same data with --data, or train again");
    }

    private static string RecordedData(RunFolder folder)
    {
        string name = folder.Record.Data;
        return name == DataFlags.SampleName || DatasetDownloader.Names.Contains(name) || Path.Exists(name)
            ? name
            : throw new ElboException($"{folder.Path}: was trained on '{name}', which is not here; give its place with --data");
    }

    // Titles come from the run's folder, and what belongs to the machine of the training need not be on this one.
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
