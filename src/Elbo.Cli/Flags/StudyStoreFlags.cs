using System.CommandLine;
using Elbo.Search;

namespace Elbo.Cli;

/// <summary>Where runs and studies are stored.</summary>
internal sealed class StudyStoreFlags
{
    private readonly Option<string> runs = new("--runs") { Description = "Folder of runs", DefaultValueFactory = _ => "runs" };
    private readonly Option<string?> store = new("--store")
    {
        Description = $"Study store: an SQLite file, or PostgreSQL as \"Host=...;Database=...;Username=...\"; default {StudyLocator.DefaultFileName} in the folder of runs",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(store);
        command.Options.Add(runs);
    }

    public string Runs(ParseResult parsed) => parsed.GetValue(runs)!;

    /// <summary>The store of --store, or all stores in the folder of runs.</summary>
    public StudyLocator Locator(ParseResult parsed) =>
        parsed.GetValue(store) is { } location ? StudyLocator.InStore(location) : StudyLocator.InFolder(Runs(parsed));

    /// <summary>The store of --store, or the default file in the folder of runs.</summary>
    public string Location(ParseResult parsed) => parsed.GetValue(store) ?? Path.Combine(Runs(parsed), StudyLocator.DefaultFileName);
}
