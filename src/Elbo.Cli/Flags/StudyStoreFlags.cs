using System.CommandLine;

namespace Elbo.Cli;

/// <summary>Where runs and studies are kept.</summary>
internal sealed class StudyStoreFlags
{
    /// <summary>The file of studies in a folder of runs.</summary>
    public const string DefaultFileName = "studies.db";

    private readonly Option<string> runs = new("--runs") { Description = "The folder of runs", DefaultValueFactory = _ => "runs" };
    private readonly Option<string?> store = new("--store")
    {
        Description = $"Where studies are kept: an SQLite file, or PostgreSQL as \"Host=...;Database=...;Username=...\"; default {DefaultFileName} in the folder of runs",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(store);
        command.Options.Add(runs);
    }

    public string Runs(ParseResult parsed) => parsed.GetValue(runs)!;

    /// <summary>The store as typed; null where it was left out.</summary>
    public string? ExplicitStore(ParseResult parsed) => parsed.GetValue(store);

    /// <summary>The store as typed, or every file of studies in the folder of runs and below it.</summary>
    public StudyLocator Locator(ParseResult parsed) => ExplicitStore(parsed) is { } explicitStore
        ? new StudyLocator([explicitStore], isExplicit: true, explicitStore)
        : new StudyLocator(FindStoreFiles(Runs(parsed)), isExplicit: false, Location(parsed));

    public string Location(ParseResult parsed) => ExplicitStore(parsed) ?? Path.Combine(Runs(parsed), DefaultFileName);

    private static string[] FindStoreFiles(string folder)
    {
        EnumerationOptions all = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, DefaultFileName, all).Order(StringComparer.Ordinal)] : [];
    }
}
