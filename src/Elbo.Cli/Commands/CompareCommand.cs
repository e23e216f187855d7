using System.CommandLine;
using Elbo.Data.Readers;
using Elbo.IO;
using Elbo.Runs;
using Elbo.Tracking;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo compare</c>: runs recipes with several seeds and compares them with published results.</summary>
internal static class CompareCommand
{
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
        RunContextFlags contextFlags = new();
        TrackingFlags track = new();
        command.Arguments.Add(recipes);
        foreach (Option option in (Option[])[seeds, runs, json, set, quiet])
        {
            command.Options.Add(option);
        }

        data.AddTo(command, withPreprocessing: false);
        contextFlags.AddTo(command);
        track.AddTo(command);
        command.Validators.Add(result =>
        {
            if (track.IsSpecified(result) && result.GetValue(runs) is null)
            {
                result.AddError("--track requires --runs, for example --runs runs/compare");
            }
        });
        command.SetAction(parsed =>
        {
            DataSource source = data.RequireSource(parsed);
            RunContext context = contextFlags.Read(parsed, console);
            TrackingOptions tracking = track.Read(parsed);
            Recipe[] all = [.. RecipeFiles.Find(parsed.GetValue(recipes)!).Select(file => Recipe.Read(file, parsed.GetValue(set)))];
            Comparison comparison = new(all, parsed.GetValue(seeds), context, preprocessing => DataFlags.Load(source, preprocessing, context, console));
            ComparisonResult result = comparison.Run(
                job => TrainingProgressBar.Show(console.AnsiError, $"{job.Recipe.Name} seed {job.Context.Seed}", parsed.GetValue(quiet), callbacks => parsed.GetValue(runs) is { } folder
                    ? new TrackedTrainingJob(job, tracking).RunIn(job.OpenFolder(Path.Combine(folder, job.DefaultFolderName), source, CommandLineText.Redacted), callbacks)
                    : job.Run(callbacks)),
                soFar => Save(parsed.GetValue(json), soFar, context));
            ComparisonTable.Write(console, result);
            return Application.Success;
        });
        return command;
    }

    private static void Save(string? path, ComparisonResult result, RunContext context)
    {
        if (path is not null)
        {
            AtomicFile.WriteText(path, ComparisonTable.ToJson(result, context) + "\n");
        }
    }
}
