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
    public void AddRestTo(Command command)
    {
        data.AddTo(command, withPreparation: false);
        command.Options.Add(device);
        command.Options.Add(threads);
    }

    public RunFolder Open(ParseResult parsed) => RunFolder.Open(parsed.GetValue(run)!);

    public RunContext Context(ParseResult parsed, RunFolder opened, Surroundings surroundings) => new()
    {
        Seed = opened.Record.Seed,
        Device = parsed.GetValue(device)!,
        Threads = Math.Max(1, parsed.GetValue(threads) ?? opened.Record.Threads),
        Logger = new WarningLogger(surroundings.Error),
        Cancellation = surroundings.Cancellation,
    };

    /// <summary>The data as the run read and prepared it, from where it found it or from --data.</summary>
    public DataSet Load(ParseResult parsed, RunFolder opened, RunContext context, Surroundings surroundings)
    {
        string name = data.Name(parsed) ?? Recorded(opened);
        return DataFlags.Load(name, data.Read(parsed, Portable(opened.Record.Read)), opened.Recipe.Preparation, context, surroundings);
    }

    /// <summary>The same, and no other data than the run was trained on.</summary>
    public DataSet LoadSame(ParseResult parsed, RunFolder opened, RunContext context, Surroundings surroundings)
    {
        DataSet loaded = Load(parsed, opened, context, surroundings);
        if (loaded.Fingerprint == opened.Record.DataFingerprint)
        {
            return loaded;
        }

        string found = data.Name(parsed) is { } given ? $"'{given}' is not it" : "which has changed since";
        throw new ElboException(
            $"{opened.Path}: was trained on other data: '{opened.Record.Data}' (fingerprint {Short(opened.Record.DataFingerprint)}), "
            + $"{found} ({Short(loaded.Fingerprint)}); give the same data with --data, or train again");
    }

    private static string Recorded(RunFolder opened)
    {
        string name = opened.Record.Data;
        return name == DataFlags.Sample || DatasetDownload.Names.Contains(name) || Path.Exists(name)
            ? name
            : throw new ElboException($"{opened.Path}: was trained on '{name}', which is not here; give its place with --data");
    }

    // Titles come from the run's folder, and what belongs to the machine of the training need not be on this one.
    private static ReadOptions Portable(ReadOptions read) => read with
    {
        ItemsFile = null,
        ItemsIdColumn = null,
        ItemsTitleColumn = null,
        ItemsGenresColumn = null,
        Threads = null,
        TemporaryFolder = Directory.Exists(read.TemporaryFolder) ? read.TemporaryFolder : null,
    };

    private static string Short(string fingerprint) => fingerprint[..Math.Min(12, fingerprint.Length)];
}
