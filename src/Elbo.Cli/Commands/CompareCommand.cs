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

/// <summary><c>elbo compare</c>: runs recipes with several seeds and compares them with published results.</summary>
internal static class CompareCommand
{
    private static readonly JsonDocumentOptions JsonInput = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static Command Create(ConsoleContext console)
    {
        ExampleCommand command = new(
            "compare",
            "Run recipes with several seeds and compare them with published results",
            "elbo compare recipes/ml-1m --data ml-1m --seeds 3",
            "elbo compare recipes/ml-1m/ease-temporal.json recipes/ml-1m/svae-temporal.json --data ml-1m.zip",
            "elbo compare recipes/ml-1m --data ml-1m --runs runs/compare --json compare.json",
            "elbo compare recipes/ml-1m --data ml-1m --runs runs/compare --track tensorboard --track mlflow");
        Argument<string[]> recipes = new("recipes") { Description = "Recipe files, or folders of them", Arity = ArgumentArity.OneOrMore };
        Option<int> seeds = CommonFlags.Positive("--seeds", 1, "Seeds per recipe, starting at --seed");
        Option<string?> runs = new("--runs") { Description = "Save each run in this folder; skip finished runs, resume interrupted ones" };
        Option<string?> json = new("--json") { Description = "Write the table as JSON to this file" };
        Option<string[]> set = new("--set") { Description = "Set an option in every recipe: training.epochs=5", DefaultValueFactory = _ => [] };
        Option<bool> quiet = CommonFlags.Quiet();
        DataFlags data = new(required: true);
        RunContextFlags context = new();
        TrackingFlags track = new();
        command.Arguments.Add(recipes);
        command.Options.Add(seeds);
        command.Options.Add(runs);
        command.Options.Add(json);
        command.Options.Add(set);
        command.Options.Add(quiet);
        data.AddTo(command, withPreprocessing: false);
        context.AddTo(command);
        track.AddTo(command);
        command.SetAction(parsed =>
        {
            Request request = new(
                [.. Files(parsed.GetValue(recipes)!).Select(file => Recipe.Read(file, parsed.GetValue(set)))],
                data.Name(parsed)!,
                data.Read(parsed),
                context.Read(parsed, console),
                parsed.GetValue(seeds),
                parsed.GetValue(runs),
                track.Read(parsed),
                parsed.GetValue(quiet));
            if (track.IsSpecified(parsed) && request.Runs is null)
            {
                throw new ElboException("--track requires --runs, for example --runs runs/compare");
            }

            Compare(request, parsed.GetValue(json), console);
            return Application.Success;
        });
        return command;
    }

    private static IEnumerable<string> Files(IEnumerable<string> paths)
    {
        foreach (string path in paths)
        {
            string[] files = Directory.Exists(path) ? RecipesIn(path) : [path];
            if (files.Length == 0)
            {
                throw new ElboException($"{path}: contains no recipe (*.json); recipes/ml-1m has examples");
            }

            foreach (string file in files)
            {
                yield return file;
            }
        }
    }

    /// <summary>The recipes of a folder, without search spaces, study summaries and configuration.</summary>
    private static string[] RecipesIn(string folder) =>
        [.. Directory.GetFiles(folder, "*.json").Where(file => !IsNotRecipe(file)).Order(StringComparer.Ordinal)];

    /// <summary>True for configuration, and for files that name a recipe; an unreadable file counts as a recipe, so that its error is reported.</summary>
    private static bool IsNotRecipe(string file)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllText(file), JsonInput);
            return Path.GetFileName(file) == ElboConfig.FileName
                || (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("recipe", out _));
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Compare(Request request, string? json, ConsoleContext console)
    {
        Dictionary<string, InteractionDataset> data = [];
        Dictionary<string, Split> splits = [];
        List<ComparisonRow> rows = [];
        List<string> notes = [];
        foreach (Recipe recipe in request.Recipes)
        {
            string dataKey = OptionsWriter.ToJson(recipe.Preprocessing);
            string splitKey = dataKey + recipe.SplitJson().ToJsonString();
            InteractionDataset prepared = data.TryGetValue(dataKey, out InteractionDataset? known)
                ? known
                : data[dataKey] = DataFlags.Load(request.DataName, request.Read, recipe.Preprocessing, request.Context, console);
            Split split = splits.TryGetValue(splitKey, out Split? knownSplit)
                ? knownSplit
                : splits[splitKey] = recipe.SplitKind.Create(recipe.SplitOptions).Split(prepared);
            rows.Add(ComparisonRow.FromOutcomes(recipe, [.. RunSeeds(request, recipe, prepared, split, console)]));
            notes.AddRange(Notes(recipe, prepared, split));

            // After each recipe, so that an interrupted comparison keeps its results.
            if (json is not null)
            {
                AtomicFile.WriteText(json, ToJson(request, rows, data.Values) + "\n");
            }
        }

        ComparisonTable.Write(console, rows, [.. notes.Distinct()]);
    }

    private static IEnumerable<RunOutcome> RunSeeds(Request request, Recipe recipe, InteractionDataset data, Split split, ConsoleContext console)
    {
        bool drawsNothing = recipe.Model.IsClosedForm;
        for (int i = 0; i < (drawsNothing ? 1 : request.Seeds); i++)
        {
            RunContext context = request.Context with { Seed = request.Context.Seed + i };
            TrainingJob job = new(recipe, data, split, context);
            string title = FormattableString.Invariant($"{recipe.Name} seed {context.Seed}");
            yield return TrainingProgressBar.Show(console.AnsiError, title, request.Quiet, callbacks => request.Runs is null
                ? job.Run(callbacks)
                : new TrackedTrainingJob(job, request.Tracking).RunInFolder(
                    Path.Combine(request.Runs, FormattableString.Invariant($"{recipe.Name}-{context.Seed}")),
                    request.DataName,
                    request.Read,
                    CommandLineText.Redacted,
                    callbacks));
        }
    }

    private static IEnumerable<string> Notes(Recipe recipe, InteractionDataset data, Split split)
    {
        if (data.IsSynthetic)
        {
            yield return $"The data '{data.Name}' is synthetic.";
        }

        if (recipe.Published is { } published)
        {
            yield return $"{recipe.Name}: published results from {published.Source}.";
        }

        if (recipe.ExpectedCounts is { } expected && expected.FindDifferences(data, split) is { Count: > 0 } differences)
        {
            yield return $"{recipe.SplitName} split: the data differs from {expected.Source}: {string.Join("; ", differences)}.";
        }
    }

    private static string ToJson(Request request, IReadOnlyList<ComparisonRow> rows, IEnumerable<InteractionDataset> data) => JsonSerializer.Serialize(
        new
        {
            rows,
            data = data.Select(set => new { set.Name, set.Fingerprint, Synthetic = set.IsSynthetic }),
            firstSeed = request.Context.Seed,
            request.Context.Threads,
            request.Context.Device,
            command = CommandLineText.Redacted,
            environment = RunEnvironment.Describe(),
        },
        JsonFormat.Document);

    private sealed record Request(
        IReadOnlyList<Recipe> Recipes, string DataName, ReadOptions Read, RunContext Context, int Seeds, string? Runs, TrackingOptions Tracking, bool Quiet);
}
