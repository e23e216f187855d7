using System.CommandLine;

namespace Elbo.Cli;

/// <summary>Where runs and studies are kept.</summary>
internal sealed class StoreFlags
{
    /// <summary>The file of studies in a folder of runs.</summary>
    public const string UsualFile = "studies.db";

    private readonly Option<string> runs = new("--runs") { Description = "The folder of runs", DefaultValueFactory = _ => "runs" };
    private readonly Option<string?> store = new("--store")
    {
        Description = $"Where studies are kept: an SQLite file, or PostgreSQL as \"Host=...;Database=...;Username=...\"; default {UsualFile} in the folder of runs",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(store);
        command.Options.Add(runs);
    }

    public string Runs(ParseResult parsed) => parsed.GetValue(runs)!;

    /// <summary>The store as typed; null where it was left out.</summary>
    public string? Typed(ParseResult parsed) => parsed.GetValue(store);

    /// <summary>The store as typed, or every file of studies in the folder of runs and below it.</summary>
    public StudyStores Stores(ParseResult parsed) => Typed(parsed) is { } typed
        ? new StudyStores([typed], areTyped: true, typed)
        : new StudyStores(Below(Runs(parsed)), areTyped: false, Place(parsed));

    public string Place(ParseResult parsed) => Typed(parsed) ?? Path.Combine(Runs(parsed), UsualFile);

    private static string[] Below(string folder)
    {
        EnumerationOptions all = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, UsualFile, all).Order(StringComparer.Ordinal)] : [];
    }
}
