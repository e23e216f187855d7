using System.CommandLine;
using System.Text.Json;
using Elbo.Data;
using Elbo.Data.Readers;
using Elbo.Data.Splits;
using Elbo.IO;
using Elbo.Options;
using Elbo.Runs;
using Elbo.Tracking;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo compare</c>: runs recipes over seeds and sets them beside the published figures.</summary>
internal static class CompareCommand
{
    private static readonly JsonDocumentOptions JsonInput = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static Command Create(Surroundings surroundings)
    {
        ExampleCommand command = new(
            "compare",
            "Run recipes over several seeds and set them beside the published figures",
            "elbo compare recipes/ml-1m --data ml-1m --seeds 3",
            "elbo compare recipes/ml-1m/ease-temporal.json recipes/ml-1m/svae-temporal.json --data ml-1m.zip",
            "elbo compare recipes/ml-1m --data ml-1m --runs runs/compare --json compare.json",
            "elbo compare recipes/ml-1m --data ml-1m --runs runs/compare --track tensorboard --track mlflow");
        Argument<string[]> recipes = new("recipes") { Description = "Recipe files, or folders of them", Arity = ArgumentArity.OneOrMore };
        Option<int> seeds = CommonFlags.Positive("--seeds", 1, "Seeds per recipe, from --seed on");
        Option<string?> runs = new("--runs") { Description = "Keep each run in this folder; runs that ended there are not repeated, broken ones go on" };
        Option<string?> json = new("--json") { Description = "Write the table as JSON to this file" };
        Option<string[]> set = new("--set") { Description = "Set an option in every recipe: training.epochs=5", DefaultValueFactory = _ => [] };
        Option<bool> quiet = CommonFlags.Quiet();
        DataFlags data = new(required: true);
        ContextFlags context = new();
        TrackFlags track = new();
        command.Arguments.Add(recipes);
        command.Options.Add(seeds);
        command.Options.Add(runs);
        command.Options.Add(json);
        command.Options.Add(set);
        command.Options.Add(quiet);
        data.AddTo(command, withPreparation: false);
        context.AddTo(command);
        track.AddTo(command);
        command.SetAction(parsed =>
        {
            Request request = new(
                [.. Files(parsed.GetValue(recipes)!).Select(file => Recipe.Read(file, parsed.GetValue(set)))],
                data.Name(parsed)!,
                data.Read(parsed),
                context.Read(parsed, surroundings),
                parsed.GetValue(seeds),
                parsed.GetValue(runs),
                track.Read(parsed),
                parsed.GetValue(quiet));
            if (track.IsAsked(parsed) && request.Runs is null)
            {
                throw new ElboException("--track needs a folder for the runs; give one with --runs, for example --runs runs/compare");
            }

            Compare(request, parsed.GetValue(json), surroundings);
            return Application.Success;
        });
        return command;
    }

    private static IEnumerable<string> Files(IEnumerable<string> places)
    {
        foreach (string place in places)
        {
            string[] files = Directory.Exists(place) ? RecipesIn(place) : [place];
            if (files.Length == 0)
            {
                throw new ElboException($"{place}: holds no recipe (*.json); recipes/ml-1m holds examples");
            }

            foreach (string file in files)
            {
                yield return file;
            }
        }
    }

    /// <summary>The recipes of a folder; search spaces, summaries of studies and settings beside them are none.</summary>
    private static string[] RecipesIn(string folder) =>
        [.. Directory.GetFiles(folder, "*.json").Where(file => !IsAnother(file)).Order(StringComparer.Ordinal)];

    /// <summary>True for what names a recipe and is none itself, and for settings; a file that cannot be read is told of as a recipe.</summary>
    private static bool IsAnother(string file)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllText(file), JsonInput);
            return Path.GetFileName(file) == TrackingSettings.FileName
                || (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("recipe", out _));
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Compare(Request request, string? json, Surroundings surroundings)
    {
        Dictionary<string, DataSet> data = [];
        Dictionary<string, Split> splits = [];
        List<CompareRow> rows = [];
        List<string> notes = [];
        foreach (Recipe recipe in request.Recipes)
        {
            string preparation = OptionsWriter.ToJson(recipe.Preparation);
            string parting = preparation + recipe.SplitJson().ToJsonString();
            DataSet prepared = data.TryGetValue(preparation, out DataSet? known)
                ? known
                : data[preparation] = DataFlags.Load(request.DataName, request.Read, recipe.Preparation, request.Context, surroundings);
            Split split = splits.TryGetValue(parting, out Split? parted)
                ? parted
                : splits[parting] = recipe.SplitKind.Create(recipe.SplitOptions).Split(prepared);
            rows.Add(CompareRow.Of(recipe, [.. Outcomes(request, recipe, prepared, split, surroundings)]));
            notes.AddRange(Notes(recipe, prepared, split));

            // After each recipe, so that a long comparison that is cut off leaves what it has.
            if (json is not null)
            {
                AtomicFile.WriteText(json, ToJson(request, rows, data.Values) + "\n");
            }
        }

        CompareTable.Write(surroundings, rows, [.. notes.Distinct()]);
    }

    private static IEnumerable<RunOutcome> Outcomes(Request request, Recipe recipe, DataSet data, Split split, Surroundings surroundings)
    {
        bool drawsNothing = recipe.Model.Solved;
        for (int i = 0; i < (drawsNothing ? 1 : request.Seeds); i++)
        {
            RunContext context = request.Context with { Seed = request.Context.Seed + i };
            RunExecution execution = new(recipe, data, split, context);
            string title = FormattableString.Invariant($"{recipe.Name} seed {context.Seed}");
            yield return TrainingProgressBar.Show(surroundings.Progress, title, request.Quiet, callbacks => request.Runs is null
                ? execution.Run(callbacks)
                : new TrackedExecution(execution, request.Tracking).RunIn(
                    Path.Combine(request.Runs, FormattableString.Invariant($"{recipe.Name}-{context.Seed}")),
                    request.DataName,
                    request.Read,
                    CommandText.Typed,
                    callbacks));
        }
    }

    private static IEnumerable<string> Notes(Recipe recipe, DataSet data, Split split)
    {
        if (data.IsSynthetic)
        {
            yield return $"The data '{data.Name}' is synthetic.";
        }

        if (recipe.Published is { } published)
        {
            yield return $"{recipe.Name}: published figures from {published.Source}.";
        }

        if (recipe.Expected is { } expected && expected.Differences(data, split) is { Count: > 0 } differences)
        {
            yield return $"{recipe.SplitName} split: the data differs from {expected.Source}: {string.Join("; ", differences)}.";
        }
    }

    private static string ToJson(Request request, IReadOnlyList<CompareRow> rows, IEnumerable<DataSet> data) => JsonSerializer.Serialize(
        new
        {
            rows,
            data = data.Select(set => new { set.Name, set.Fingerprint, Synthetic = set.IsSynthetic }),
            firstSeed = request.Context.Seed,
            request.Context.Threads,
            request.Context.Device,
            command = CommandText.Typed,
            environment = RunEnvironment.Describe(),
        },
        JsonOutput.Format);

    private sealed record Request(
        IReadOnlyList<Recipe> Recipes, string DataName, ReadOptions Read, RunContext Context, int Seeds, string? Runs, TrackingOptions Tracking, bool Quiet);
}
