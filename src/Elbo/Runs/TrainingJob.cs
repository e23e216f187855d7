using System.Security.Cryptography;
using System.Text;
using Elbo.Data;
using Elbo.Data.Readers;
using Elbo.Data.Splits;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Options;
using Elbo.Training;

namespace Elbo.Runs;

/// <summary>Trains and evaluates a recipe on preprocessed data, with or without a run folder.</summary>
/// <param name="Recipe">The recipe.</param>
/// <param name="Data">The preprocessed data.</param>
/// <param name="Split">The data split as the recipe says.</param>
/// <param name="Context">Seed, device, threads and cancellation.</param>
public sealed record TrainingJob(Recipe Recipe, InteractionDataset Data, Split Split, RunContext Context)
{
    /// <summary>The recipe, with a batch size that fits the training histories.</summary>
    public Recipe Recipe { get; init; } = Recipe.FitTo(Split.Train);

    /// <summary>Number of training steps between two lines of steps.jsonl; default 10.</summary>
    public int LogEverySteps { get; init; } = 10;

    /// <summary>Hash of the data and of every option that affects the numbers, but not of how long to train. A checkpoint is valid for one fingerprint only.</summary>
    public string Fingerprint
    {
        get
        {
            string text = string.Join(
                '\n',
                Data.Fingerprint,
                Recipe.Model.Name,
                OptionsWriter.ToJson(Recipe.Options),
                OptionsWriter.ToJson(Recipe.Training with { Epochs = 1, Patience = null }),
                Recipe.SplitJson().ToJsonString(),
                Context.Seed,
                Context.Threads,
                Context.Device);
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        }
    }

    /// <summary>Trains without a run folder.</summary>
    /// <param name="callbacks">Training callbacks.</param>
    /// <param name="onTrained">Receives the trained model before it is disposed.</param>
    public RunOutcome Run(IReadOnlyList<ITrainingCallback> callbacks, Action<Model>? onTrained = null)
    {
        using Model model = RecipeRunner.CreateModel(Recipe, Split.Items.Count, Context);
        TrainingResult result = RecipeRunner.Train(Recipe, model, Split, Context, callbacks);
        RunOutcome outcome = EvaluateOnTest(model, result, out _);
        onTrained?.Invoke(model);
        return outcome;
    }

    /// <summary>Trains in a run folder and resumes from its last checkpoint if there is one. A finished run is not trained again.</summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="dataName">The data set's name or path, as passed by the user.</param>
    /// <param name="readOptions">How the data was read.</param>
    /// <param name="commandLine">The command line.</param>
    /// <param name="callbacks">Training callbacks.</param>
    /// <exception cref="ElboException">The folder contains a run with other data or options.</exception>
    public RunOutcome RunInFolder(string path, string dataName, ReadOptions readOptions, string commandLine, IReadOnlyList<ITrainingCallback> callbacks)
    {
        RunFolder folder = RunFolder.Exists(path) ? Reopen(path) : Create(path, dataName, readOptions, commandLine);
        if (folder.Record.Outcome is { } finished && folder.Recipe.Training == Recipe.Training)
        {
            return finished;
        }

        using Model model = RecipeRunner.CreateModel(Recipe, Split.Items.Count, Context);
        Checkpoint? resume = File.Exists(folder.LastCheckpointPath)
            ? Checkpoint.Load(folder.LastCheckpointPath, Fingerprint, File.Exists(folder.BestCheckpointPath) ? folder.BestCheckpointPath : null)
            : null;
        using StepsLog steps = new(folder.StepsPath, LogEverySteps);

        // Steps are written before the checkpoint: if the process is killed in between, they are repeated rather than missing.
        ITrainingCallback[] all = [steps, new CheckpointWriter(path, Fingerprint), new MetricsLog(folder.MetricsPath), .. callbacks];
        TrainingResult result = RecipeRunner.Train(Recipe, model, Split, Context, all, resume);
        RunOutcome outcome = EvaluateOnTest(model, result, out EvaluationResult test);
        folder.Finish(outcome, test, Data.Users);
        return outcome;
    }

    private RunOutcome EvaluateOnTest(Model model, TrainingResult result, out EvaluationResult test)
    {
        test = RecipeRunner.Evaluate(Recipe.Metrics, model, Split, Split.Test, Context);
        Dictionary<string, double> metrics = test.UserMetrics.ToDictionary(values => values.Name, values => values.Mean);
        foreach ((string name, double value) in test.CatalogMetrics)
        {
            metrics[name] = value;
        }

        return new RunOutcome(
            result.BestEpoch,
            result.Progress.Epoch,
            result.Progress.Best?.ValidationMetric,
            result.EpochSeconds,
            result.TrainSeconds,
            metrics,
            // A single user has no standard error, and JSON has no NaN.
            test.UserMetrics.Where(values => double.IsFinite(values.StandardError)).ToDictionary(values => values.Name, values => values.StandardError),
            test.Users.Count,
            test.SkippedUsers);
    }

    private RunFolder Reopen(string path)
    {
        RunFolder folder = RunFolder.Open(path);
        return folder.Record.Fingerprint == Fingerprint
            ? folder
            : throw new ElboException(
                $"{path}: contains a run of recipe '{folder.Record.Recipe}' with other data, options, seed or threads; choose another folder or use the original settings");
    }

    private RunFolder Create(string path, string dataName, ReadOptions readOptions, string commandLine)
    {
        int[] counts = Split.Train.ItemFrequencies();
        RunItem[] items = [.. Split.Items.Ids.Select((id, index) => Data.Metadata.TryGetValue(id, out ItemMetadata? details)
            ? new RunItem(id, details.Title, details.Genres, counts[index])
            : new RunItem(id, null, [], counts[index]))];
        RunRecord record = new()
        {
            Recipe = Recipe.Name,
            Data = dataName,
            ReadOptions = readOptions,
            DataFingerprint = Data.Fingerprint,
            Synthetic = Data.IsSynthetic,
            Fingerprint = Fingerprint,
            Seed = Context.Seed,
            Threads = Context.Threads,
            Device = Context.Device,
            ValidationUsers = RecipeRunner.ValidationSample(Recipe, Split).Users.Count,
            Started = Context.Clock.GetUtcNow(),
            CommandLine = commandLine,
            Environment = RunEnvironment.Describe(),
        };
        return RunFolder.Create(path, record, Recipe, items);
    }
}
