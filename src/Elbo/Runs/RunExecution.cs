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

/// <summary>Trains and measures a recipe on prepared data, with a folder to keep it in or without one.</summary>
/// <param name="Recipe">What to do.</param>
/// <param name="Data">The prepared data.</param>
/// <param name="Split">The data parted by the recipe's rule.</param>
/// <param name="Context">Seed, device, threads and cancellation.</param>
public sealed record RunExecution(Recipe Recipe, DataSet Data, Split Split, RunContext Context)
{
    /// <summary>A run folder keeps every so many updates; default 10.</summary>
    public int StepsEvery { get; init; } = 10;

    /// <summary>What a checkpoint belongs to: the data and every option that decides the numbers, but not how long to train.</summary>
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

    /// <summary>Trains without keeping anything.</summary>
    /// <param name="callbacks">Told of progress.</param>
    /// <param name="use">Given the trained model before it is disposed of.</param>
    public RunOutcome Run(IReadOnlyList<ITrainingCallback> callbacks, Action<Model>? use = null)
    {
        using Model model = RecipeRunner.Create(Recipe, Split.Items.Count, Context);
        TrainingResult result = RecipeRunner.Train(Recipe, model, Split, Context, callbacks);
        RunOutcome outcome = Measure(model, result, out _);
        use?.Invoke(model);
        return outcome;
    }

    /// <summary>Trains in a folder, from its last checkpoint on if there is one; a run that has ended is not trained again.</summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="dataName">The data's name or path as it was given.</param>
    /// <param name="read">How the data was read.</param>
    /// <param name="commandLine">The command line.</param>
    /// <param name="callbacks">Told of progress.</param>
    /// <exception cref="ElboException">The folder holds a run of other data or options.</exception>
    public RunOutcome RunIn(string path, string dataName, ReadOptions read, string commandLine, IReadOnlyList<ITrainingCallback> callbacks)
    {
        RunFolder folder = RunFolder.Exists(path) ? Reopen(path) : Create(path, dataName, read, commandLine);
        if (folder.Record.Outcome is { } done && folder.Recipe.Training == Recipe.Training)
        {
            return done;
        }

        using Model model = RecipeRunner.Create(Recipe, Split.Items.Count, Context);
        Checkpoint? resume = File.Exists(folder.LastCheckpoint)
            ? Checkpoint.Load(folder.LastCheckpoint, Fingerprint, File.Exists(folder.BestCheckpoint) ? folder.BestCheckpoint : null)
            : null;
        using StepsLog steps = new(folder.Steps, StepsEvery);

        // Steps before the checkpoint: killed between the two, they are done again; the other way round they would be missing.
        ITrainingCallback[] all = [steps, new CheckpointWriter(path, Fingerprint), new MetricsLog(folder.Metrics), .. callbacks];
        TrainingResult result = RecipeRunner.Train(Recipe, model, Split, Context, all, resume);
        RunOutcome outcome = Measure(model, result, out EvaluationResult test);
        folder.Finish(outcome, test, Data.Users);
        return outcome;
    }

    private RunOutcome Measure(Model model, TrainingResult result, out EvaluationResult test)
    {
        test = RecipeRunner.Evaluate(Recipe.Metrics, model, Split, Split.Test, Context);
        Dictionary<string, double> metrics = test.Ranking.ToDictionary(values => values.Name, values => values.Mean);
        foreach ((string name, double value) in test.Catalogue)
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
            // A single person has no standard error, and JSON no NaN.
            test.Ranking.Where(values => double.IsFinite(values.StandardError)).ToDictionary(values => values.Name, values => values.StandardError),
            test.Users.Count,
            test.SkippedUsers);
    }

    private RunFolder Reopen(string path)
    {
        RunFolder folder = RunFolder.Open(path);
        return folder.Record.Fingerprint == Fingerprint
            ? folder
            : throw new ElboException(
                $"{path}: holds a run of recipe '{folder.Record.Recipe}' with other data, options, seed or threads; choose another folder, or give what it was trained with");
    }

    private RunFolder Create(string path, string dataName, ReadOptions read, string commandLine)
    {
        int[] counts = Split.Train.ItemFrequencies();
        RunItem[] items = [.. Split.Items.Ids.Select((id, index) => Data.Details.TryGetValue(id, out ItemDetails? details)
            ? new RunItem(id, details.Title, details.Genres, counts[index])
            : new RunItem(id, null, [], counts[index]))];
        RunRecord record = new()
        {
            Recipe = Recipe.Name,
            Data = dataName,
            Read = read,
            DataFingerprint = Data.Fingerprint,
            Synthetic = Data.IsSynthetic,
            Fingerprint = Fingerprint,
            Seed = Context.Seed,
            Threads = Context.Threads,
            Device = Context.Device,
            Started = Context.Clock.GetUtcNow(),
            CommandLine = commandLine,
            Environment = RunEnvironment.Describe(),
        };
        return RunFolder.Create(path, record, Recipe, items);
    }
}
