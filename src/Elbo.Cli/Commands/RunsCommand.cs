using System.CommandLine;
using Elbo.Search;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo runs</c>: lists the runs and studies of a folder, or the trials of a study.</summary>
internal static class RunsCommand
{
    // More would not fit a screen; --json has all metrics, and columns of --sort and --where are shown too.
    private static readonly string[] DefaultColumns =
        ["name", "kind", "state", "recipe", "model", "split", "data", "seed", "epochs", "seconds", "validation", "ndcg@100"];

    public static Command Create(ConsoleContext console)
    {
        ExampleCommand command = new(
            "runs",
            "List the runs and studies of a folder, or the trials of a study",
            "elbo runs",
            "elbo runs --sort ndcg@100 --where model=svae",
            "elbo runs mult-vae-random --sort value --where state=completed",
            "elbo runs mult-vae-random --json");
        Argument<string?> study = new("study") { Description = "Study whose trials to list; default all runs and studies", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> sort = new("--sort") { Description = "Sort column: numbers descending, text ascending; prefix with - to reverse" };
        Option<string[]> where = new("--where") { Description = "Filter rows by a column: model=svae, ndcg@100>0.3, state!=failed", DefaultValueFactory = _ => [] };
        Option<bool> trials = new("--trials") { Description = "Also list the runs of studies' trials" };
        Option<bool> json = CommonFlags.Json("the list or a study's summary");
        StudyStoreFlags store = new();
        command.Arguments.Add(study);
        command.Options.Add(sort);
        command.Options.Add(where);
        command.Options.Add(trials);
        command.Options.Add(json);
        store.AddTo(command);
        command.SetAction(parsed =>
        {
            RowQuery query = new(parsed.GetValue(where)!, parsed.GetValue(sort));
            StudyLocator stores = store.Locator(parsed);
            if (parsed.GetValue(study) is { } name)
            {
                WriteStudy(stores.Require(name), query, parsed.GetValue(json), console);
            }
            else
            {
                WriteAll(store.Runs(parsed), stores, query, parsed.GetValue(trials), parsed.GetValue(json), console);
            }

            return Application.Success;
        });
        return command;
    }

    private static void WriteStudy(StudySummary study, RowQuery query, bool json, ConsoleContext console)
    {
        if (json)
        {
            StudyPrinter.Write(study, json, console);
            return;
        }

        ListTable.Write(query.Apply(RunListing.ListTrials(study)), json, console, null);
        console.Out.WriteLine($"{study.Name}: {study.Metric} on validation users, {study.Strategy}, pruning {study.Pruning}; {StudyPrinter.Counts(study)}");
    }

    private static void WriteAll(string folder, StudyLocator stores, RowQuery query, bool withTrials, bool json, ConsoleContext console)
    {
        IReadOnlyList<ListRow> rows = RunListing.ListRuns(folder, stores, withTrials, out int hiddenTrials);
        if (rows.Count == 0 && !json)
        {
            console.Out.WriteLine($"{folder}: no runs yet; create one with 'elbo train' or 'elbo search'");
            return;
        }

        ListTable.Write(query.Apply(rows), json, console, [.. DefaultColumns, .. query.Columns]);
        if (hiddenTrials > 0 && !json)
        {
            console.Out.WriteLine($"{hiddenTrials} trial runs are hidden; show them with --trials, or a study's trials with 'elbo runs STUDY'");
        }
    }
}
