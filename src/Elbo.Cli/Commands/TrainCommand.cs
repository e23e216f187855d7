using System.CommandLine;
using System.Text.Json;
using Elbo.Data.Readers;
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
            "elbo train --resume runs/first --epochs 100    # train longer",
            "elbo train recipes/ml-1m/svae-temporal.json --data ml-1m --track tensorboard",
            "elbo train --model mult-vae --data sample --track mlflow --config elbo.json");
        RecipeFlags recipe = new();
        DataFlags data = new(required: false);
        RunContextFlags context = new();
        TrackingFlags track = new();
        Option<string?> output = new("--out") { Description = "Run folder; default runs/<recipe>-<seed>" };
        Option<string?> resume = new("--resume") { Description = "Resume the run in this folder; --epochs and --patience may change" };
        Option<bool> json = CommonFlags.Json("the run's outcome");
        Option<bool> quiet = CommonFlags.Quiet();
        recipe.AddTo(command);
        data.AddTo(command);
        context.AddTo(command);
        track.AddTo(command);
        foreach (Option option in (Option[])[output, resume, json, quiet])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(resume) is null)
            {
                return;
            }

            Option[] fixedByRun = [output, .. context.All, .. data.PreprocessingFlags, .. recipe.FixedByRun];
            if (fixedByRun.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } used)
            {
                result.AddError($"{used.Name} cannot be used with --resume, since a run keeps its own settings; only --epochs and --patience can change");
            }
            else if (recipe.IsFileSpecified(result))
            {
                result.AddError("--resume uses the run's own recipe; leave the recipe file out");
            }
        });
        command.SetAction(parsed =>
        {
            TrackingOptions tracking = track.Read(parsed);
            RunContext read = context.Read(parsed, console);
            RunSetup run = parsed.GetValue(resume) is { } folder
                ? Resume(RunFolder.Open(folder))
                : Create(data.RequireSource(parsed), recipe.Read(parsed));
            TrainingJob job = run.CreateJob(DataFlags.Load(run.Source, run.Recipe.Preprocessing, run.Context, console));
            if (!parsed.GetValue(quiet) && RecipeRunner.ValidationSample(job.Recipe, job.Split).Users.Count is var sample && sample < job.Split.Validation.Users.Count)
            {
                console.Error.WriteLine(FormattableString.Invariant(
                    $"each epoch is validated on a fixed random sample of {sample:N0} of {job.Split.Validation.Users.Count:N0} users; --set training.maxValidationUsers=null uses all"));
            }

            RunOutcome outcome = TrainingProgressBar.Show(console.AnsiError, run.Recipe.Name, parsed.GetValue(quiet), callbacks =>
                new TrackedTrainingJob(job, tracking).RunIn(job.OpenFolder(run.Folder, run.Source, CommandLineText.Redacted), callbacks));
            Write(run.Folder, outcome, parsed.GetValue(json), console);
            return Application.Success;

            RunSetup Create(DataSource source, Recipe given) =>
                RunSetup.Create(parsed.GetValue(output), given with { Preprocessing = data.Preprocessing(parsed, given.Preprocessing) }, source, read) with { FitSplit = recipe.UseDefaultSplit(parsed) };

            RunSetup Resume(RunFolder run) => RunSetup.Resume(run, [.. recipe.Overrides(parsed)], data.RequireSource(parsed, run), read);
        });
        return command;
    }

    private static void Write(string folder, RunOutcome outcome, bool json, ConsoleContext console)
    {
        if (json)
        {
            console.Out.WriteLine(JsonSerializer.Serialize(new { folder, outcome }, JsonFormat.Document));
            return;
        }

        Table table = new Table().Border(TableBorder.Rounded).AddColumn("metric").AddColumn(new Spectre.Console.TableColumn("test").RightAligned());
        foreach ((string metric, double value) in outcome.Test)
        {
            table.AddRow(metric, OutputFormat.Metric(value, outcome.StandardErrors.TryGetValue(metric, out double error) ? error : null));
        }

        console.AnsiOut.Write(table);
        string how = outcome.Epochs == 0 ? "solved in closed form" : $"best epoch {outcome.BestEpoch} of {outcome.Epochs}";
        console.Out.WriteLine(FormattableString.Invariant($"{how}, {outcome.TrainSeconds:F1} s of training, {outcome.TestUsers} test users; saved in {folder}"));
    }
}
