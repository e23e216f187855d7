using System.CommandLine;

namespace Elbo.Cli;

/// <summary>Where runs and studies are stored.</summary>
internal sealed class StudyStoreFlags
{
    /// <summary>The name of the store's file in a folder of runs.</summary>
    public const string DefaultFileName = "studies.db";

    private readonly Option<string> runs = new("--runs") { Description = "Folder of runs", DefaultValueFactory = _ => "runs" };
    private readonly Option<string?> store = new("--store")
    {
        Description = $"Study store: an SQLite file, or PostgreSQL as \"Host=...;Database=...;Username=...\"; default {DefaultFileName} in the folder of runs",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(store);
        command.Options.Add(runs);
    }

    public string Runs(ParseResult parsed) => parsed.GetValue(runs)!;

    /// <summary>The value of --store; null if omitted.</summary>
    public string? ExplicitStore(ParseResult parsed) => parsed.GetValue(store);

    /// <summary>The store of --store, or every store file in the folder of runs and below.</summary>
    public StudyLocator Locator(ParseResult parsed) => ExplicitStore(parsed) is { } explicitStore
        ? new StudyLocator([explicitStore], isExplicit: true, explicitStore)
        : new StudyLocator(FindStoreFiles(Runs(parsed)), isExplicit: false, Location(parsed));

    /// <summary>The store of --store, or the default file in the folder of runs.</summary>
    public string Location(ParseResult parsed) => ExplicitStore(parsed) ?? Path.Combine(Runs(parsed), DefaultFileName);

    private static string[] FindStoreFiles(string folder)
    {
        EnumerationOptions all = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, DefaultFileName, all).Order(StringComparer.Ordinal)] : [];
    }
}
