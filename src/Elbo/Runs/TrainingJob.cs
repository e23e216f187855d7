using System.Security.Cryptography;
using System.Text;
using Elbo.Data;
using Elbo.Data.Readers;
using Elbo.Data.Splits;
using Elbo.Evaluation;
using Elbo.IO;
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

    /// <summary>The name of the run folder unless the user chooses another: recipe and seed.</summary>
    public string DefaultFolderName => FolderName(Recipe, Context);

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

    /// <summary>A job on data split by the recipe's rule.</summary>
    public static TrainingJob Create(Recipe recipe, InteractionDataset data, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return new TrainingJob(recipe, data, recipe.Split(data), context);
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
    /// <param name="folder">A folder of <see cref="OpenFolder"/>.</param>
    /// <param name="callbacks">Training callbacks.</param>
    public RunOutcome RunIn(RunFolder folder, IReadOnlyList<ITrainingCallback> callbacks)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (folder.Record.Outcome is { } finished)
        {
            return finished;
        }

        using Model model = RecipeRunner.CreateModel(Recipe, Split.Items.Count, Context);
        Checkpoint? resume = File.Exists(folder.LastCheckpointPath)
            ? Checkpoint.Load(folder.LastCheckpointPath, Fingerprint, File.Exists(folder.BestCheckpointPath) ? folder.BestCheckpointPath : null)
            : null;
        using StepsLog steps = new(folder.StepsPath, LogEverySteps);

        // Steps are written before the checkpoint: if the process is killed in between, they are repeated rather than missing.
        ITrainingCallback[] all = [steps, new CheckpointWriter(folder.Path, Fingerprint), new MetricsLog(folder.MetricsPath), .. callbacks];
        TrainingResult result = RecipeRunner.Train(Recipe, model, Split, Context, all, resume);
        RunOutcome outcome = EvaluateOnTest(model, result, out EvaluationResult test);
        folder.Finish(outcome, test, Data.Users);
        return outcome;
    }

    /// <summary>Opens the job's run folder, or creates it. If the run in the folder has another number of epochs or patience, it is changed to this job's.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="source">Where the data came from, for the record.</param>
    /// <param name="commandLine">The command line, for the record.</param>
    /// <exception cref="ElboException">The folder contains a run with other data or options.</exception>
    public RunFolder OpenFolder(string path, DataSource source, string commandLine)
    {
        if (!RunFolder.Exists(path))
        {
            return CreateFolder(path, source, commandLine);
        }

        RunFolder folder = RunFolder.Open(path);
        if (folder.Record.Fingerprint != Fingerprint)
        {
            throw new ElboException(
                $"{path}: contains a run of recipe '{folder.Record.Recipe}' with other data, options, seed or threads; choose another folder or use the original settings");
        }

        AtomicFile.DeleteLeftovers(path);
        if (folder.Recipe.Training != Recipe.Training)
        {
            folder.ChangeTraining(Recipe.Training);
        }

        return folder;
    }

    internal static string FolderName(Recipe recipe, RunContext context) => FormattableString.Invariant($"{recipe.Name}-{context.Seed}");

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

    /// <summary>The items of the training data, in the model's column order, with their training interactions.</summary>
    internal Item[] ItemsWithCounts()
    {
        int[] counts = Split.Train.ItemFrequencies();
        return [.. Split.Items.Ids.Select((id, index) =>
            (Data.Metadata.GetValueOrDefault(id) ?? new Item(id, null, [], 0)) with { InteractionCount = counts[index] })];
    }

    private RunFolder CreateFolder(string path, DataSource source, string commandLine)
    {
        ArgumentNullException.ThrowIfNull(source);
        Item[] items = ItemsWithCounts();
        RunRecord record = new()
        {
            Recipe = Recipe.Name,
            Data = source.Name,
            ReadOptions = source.ReadOptions,
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
