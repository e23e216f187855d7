using System.Text.Json;
using System.Text.Json.Nodes;
using Elbo.Runs;

namespace Elbo.Search;

/// <summary>Runs, studies and trials as rows of a list.</summary>
internal static class RunListing
{
    /// <summary>The trials of a study.</summary>
    public static IReadOnlyList<ListRow> ListTrials(StudySummary study)
    {
        ArgumentNullException.ThrowIfNull(study);
        return [.. study.Trials.Select(trial => TrialRow(study, trial))];
    }

    /// <summary>The runs of a folder and its subfolders, then the studies of the stores.</summary>
    /// <param name="folder">The folder of runs.</param>
    /// <param name="stores">The stores of studies.</param>
    /// <param name="withTrials">True to include the runs of studies' trials.</param>
    /// <param name="hiddenTrials">The number of trial runs that are not included.</param>
    public static IReadOnlyList<ListRow> ListRuns(string folder, StudyLocator stores, bool withTrials, out int hiddenTrials)
    {
        ArgumentNullException.ThrowIfNull(stores);
        IReadOnlyList<string> runs = RunFolder.FindAll(folder);
        string[] shown = [.. runs.Where(run => withTrials || !TrialRequest.Exists(run))];
        hiddenTrials = runs.Count - shown.Length;
        return [.. shown.Select(RunRow), .. stores.Locations.SelectMany(location => StudyRows(location, stores.IsExplicit))];
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
        string state = FormattableString.Invariant($"{study.Trials.Count(trial => trial.State.HasEnded())} of {study.Trials.Count} trials finished");
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
            ["state"] = trial.State.ToText(),
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
