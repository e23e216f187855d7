using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Elbo.Runs;
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

        ListTable.Write(query.Apply([.. study.Trials.Select(trial => TrialRow(study, trial))]), json, console, null);
        console.Out.WriteLine($"{study.Name}: {study.Metric} on validation users, {study.Strategy}, pruning {study.Pruning}; {StudyPrinter.Counts(study)}");
    }

    private static void WriteAll(string folder, StudyLocator stores, RowQuery query, bool withTrials, bool json, ConsoleContext console)
    {
        IReadOnlyList<string> runs = RunFolder.FindAll(folder);
        string[] shown = [.. runs.Where(run => withTrials || !TrialRequest.Exists(run))];
        ListRow[] rows = [.. shown.Select(RunRow), .. stores.Locations.SelectMany(location => StudyRows(location, isExplicit: stores.IsExplicit))];
        if (rows.Length == 0 && !json)
        {
            console.Out.WriteLine($"{folder}: no runs yet; create one with 'elbo train' or 'elbo search'");
            return;
        }

        ListTable.Write(query.Apply(rows), json, console, [.. DefaultColumns, .. query.Columns]);
        if (shown.Length < runs.Count && !json)
        {
            console.Out.WriteLine($"{runs.Count - shown.Length} trial runs are hidden; show them with --trials, or a study's trials with 'elbo runs STUDY'");
        }
    }

    /// <summary>The studies of a store; an unreadable store does not hide runs and other studies, unless it was named.</summary>
    private static IEnumerable<ListRow> StudyRows(string location, bool isExplicit)
    {
        try
        {
            using StudyStore store = StudyStore.Open(location, create: false);
            return [.. store.GetStudyNames().Select(name => StudyRow(store, name))];
        }
        catch (ElboException) when (!isExplicit)
        {
            return [UnreadableRow(location, "store")];
        }
    }

    private static ListRow StudyRow(StudyStore store, string name)
    {
        try
        {
            return StudyRow(store.GetSummary(name));
        }
        catch (ElboException)
        {
            return UnreadableRow(name, "study");
        }
    }

    private static ListRow UnreadableRow(string name, string kind) => new(new Dictionary<string, object?> { ["name"] = name, ["kind"] = kind, ["state"] = "unreadable" });

    private static ListRow RunRow(string folder)
    {
        try
        {
            (RunRecord record, Recipe recipe) = RunFolder.Peek(folder);
            Dictionary<string, object?> fields = CommonFields(folder, "run", record.Outcome is null ? "unfinished" : "finished", recipe.Name, recipe.Model.Name, record.Data);
            fields["split"] = recipe.SplitName;
            fields["seed"] = record.Seed;
            fields["started"] = record.Started;
            fields["epochs"] = record.Outcome?.Epochs;
            fields["seconds"] = record.Outcome is { } outcome ? Math.Round(outcome.TrainSeconds, 1) : null;
            fields["validation"] = record.Outcome?.ValidationMetric;
            foreach ((string metric, double value) in record.Outcome?.Test ?? new Dictionary<string, double>())
            {
                fields[metric] = value;
            }

            return new ListRow(fields);
        }
        catch (ElboException)
        {
            return UnreadableRow(folder, "run");
        }
    }

    private static ListRow StudyRow(StudySummary study)
    {
        string state = FormattableString.Invariant($"{study.Trials.Count(trial => TrialState.HasEnded(trial.State))} of {study.Trials.Count} trials finished");
        Dictionary<string, object?> fields = CommonFields(study.Name, "study", state, study.Recipe, study.Model, study.Data);
        fields["seed"] = study.Seed;
        fields["seconds"] = Math.Round(study.Trials.Sum(trial => trial.Seconds), 1);
        fields["validation"] = study.Best?.Value;
        return new ListRow(fields);
    }

    private static Dictionary<string, object?> CommonFields(string name, string kind, string state, string recipe, string model, string? data) => new()
    {
        ["name"] = name,
        ["kind"] = kind,
        ["state"] = state,
        ["recipe"] = recipe,
        ["model"] = model,
        ["data"] = data,
    };

    private static ListRow TrialRow(StudySummary study, TrialSummary trial)
    {
        Dictionary<string, object?> fields = new()
        {
            ["trial"] = trial.Number,
            ["state"] = trial.State,
            ["value"] = trial.Value,
            ["epochs"] = trial.Curve.Count == 0 ? null : trial.Curve[^1].Epoch,
            ["seconds"] = Math.Round(trial.Seconds, 1),
        };
        foreach (string parameter in study.Parameters)
        {
            fields[parameter] = trial.Values.TryGetValue(parameter, out JsonNode? value) ? ToCell(value) : null;
        }

        fields["folder"] = trial.RunFolder;
        fields["error"] = trial.Error?.ReplaceLineEndings(" ");
        return new ListRow(fields);
    }

    private static object ToCell(JsonNode? value) => value?.GetValueKind() switch
    {
        null => "null",
        JsonValueKind.Number when value.AsValue().TryGetValue(out long whole) => whole,
        JsonValueKind.Number => NumericDomain.ToDouble(value),
        JsonValueKind.String => value.GetValue<string>(),
        _ => value.ToJsonString(),
    };
}
