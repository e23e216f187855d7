using System.CommandLine;
using System.Text.Json;
using Elbo.Data;
using Elbo.Data.Readers;
using Elbo.Data.Splits;
using Elbo.IO;
using Elbo.Runs;
using Elbo.Tracking;
using Spectre.Console;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo train</c>: trains a recipe or a model and saves the run in a folder.</summary>
internal static class TrainCommand
{
    public static Command Create(ConsoleContext console)
    {
        ExampleCommand command = new(
            "train",
            "Train a model and save the run in a folder",
            "elbo train --model mult-vae --data sample --out runs/first",
            "elbo train recipes/ml-1m/svae-temporal.json --data ml-1m --out runs/svae",
            "elbo train --model svae --data clicks.csv --user-column visitor --item-column page --out runs/clicks",
            "elbo train --resume runs/svae",
            "elbo train recipes/ml-1m/svae-temporal.json --data ml-1m --track tensorboard",
            "elbo train --model mult-vae --data sample --track mlflow --config elbo.json");
        RecipeFlags recipe = new();
        DataFlags data = new(required: false);
        RunContextFlags context = new();
        TrackingFlags track = new();
        Option<string?> output = new("--out") { Description = "Run folder; default runs/<recipe>-<seed>" };
        Option<string?> resume = new("--resume") { Description = "Resume the run in this folder" };
        Option<bool> json = CommonFlags.Json("the run's outcome");
        Option<bool> quiet = CommonFlags.Quiet();
        recipe.AddTo(command);
        data.AddTo(command);
        context.AddTo(command);
        track.AddTo(command);
        command.Options.Add(output);
        command.Options.Add(resume);
        command.Options.Add(json);
        command.Options.Add(quiet);
        command.SetAction(parsed =>
        {
            TrackingOptions tracking = track.Read(parsed);
            Request request = parsed.GetValue(resume) is { } folder
                ? ResumedRun(folder, context.Read(parsed, console))
                : NewRun(parsed, recipe, data, context.Read(parsed, console), parsed.GetValue(output), console);
            RunOutcome outcome = Train(request, tracking, parsed, recipe, parsed.GetValue(quiet), console);
            Show(request, outcome, parsed.GetValue(json), console);
            return Application.Success;
        });
        return command;
    }

    private static Request NewRun(
        ParseResult parsed, RecipeFlags recipeFlags, DataFlags dataFlags, RunContext context, string? output, ConsoleContext console)
    {
        string name = dataFlags.Name(parsed)
            ?? throw new ElboException("--data is missing; give a path, a name such as ml-1m, or 'sample' for synthetic data");
        Recipe recipe = recipeFlags.Read(parsed);
        recipe = recipe with { Preprocessing = dataFlags.Preprocessing(parsed, recipe.Preprocessing) };
        string folder = output ?? Path.Combine("runs", FormattableString.Invariant($"{recipe.Name}-{context.Seed}"));
        if (RunFolder.Exists(folder))
        {
            throw new ElboException($"{folder}: already contains a run; choose another --out or use --resume {folder}");
        }

        return new Request(folder, recipe, name, dataFlags.Read(parsed), context, IsNew: true);
    }

    private static Request ResumedRun(string folder, RunContext requested)
    {
        RunFolder run = RunFolder.Open(folder);
        RunContext context = requested with { Seed = run.Record.Seed, Threads = run.Record.Threads, Device = run.Record.Device };
        return new Request(folder, run.Recipe, run.Record.Data, run.Record.ReadOptions, context, IsNew: false);
    }

    private static RunOutcome Train(
        Request request, TrackingOptions tracking, ParseResult parsed, RecipeFlags recipeFlags, bool quiet, ConsoleContext console)
    {
        InteractionDataset data = DataFlags.Load(request.DataName, request.Read, request.Recipe.Preprocessing, request.Context, console);
        Recipe recipe = request.IsNew ? recipeFlags.FitSplitToData(request.Recipe, data, parsed) : request.Recipe;
        Split split = recipe.SplitKind.Create(recipe.SplitOptions).Split(data);
        int validationUsers = RecipeRunner.ValidationSample(recipe, split).Users.Count;
        if (!quiet && validationUsers < split.Validation.Users.Count)
        {
            console.AnsiError.WriteLine(
                $"Each epoch is validated on a fixed random sample of {validationUsers:N0} of {split.Validation.Users.Count:N0} users; --set training.maxValidationUsers=null uses all.");
        }

        TrackedTrainingJob execution = new(new TrainingJob(recipe, data, split, request.Context), tracking);
        return TrainingProgressBar.Show(
            console.AnsiError,
            recipe.Name,
            quiet,
            callbacks => execution.RunInFolder(request.Folder, request.DataName, request.Read, CommandLineText.Redacted, callbacks));
    }

    private static void Show(Request request, RunOutcome outcome, bool json, ConsoleContext console)
    {
        if (json)
        {
            console.Out.WriteLine(JsonSerializer.Serialize(new { folder = request.Folder, outcome }, JsonFormat.Document));
            return;
        }

        Table table = new Table().Border(TableBorder.Rounded).AddColumn("metric").AddColumn(new TableColumn("test").RightAligned());
        foreach ((string metric, double value) in outcome.Test)
        {
            table.AddRow(metric, OutputFormat.Metric(value, outcome.StandardErrors.TryGetValue(metric, out double error) ? error : null));
        }

        console.AnsiOut.Write(table);
        string how = outcome.Epochs == 0 ? "solved in closed form" : $"best epoch {outcome.BestEpoch} of {outcome.Epochs}";
        console.Out.WriteLine(FormattableString.Invariant(
            $"{how}, {outcome.TrainSeconds:F1} s of training, {outcome.TestUsers} test users; saved in {request.Folder}"));
    }

    private sealed record Request(string Folder, Recipe Recipe, string DataName, ReadOptions Read, RunContext Context, bool IsNew);
}
