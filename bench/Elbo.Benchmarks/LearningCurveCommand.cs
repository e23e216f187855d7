using System.CommandLine;
using Elbo.Data;
using Elbo.Data.Readers;
using Elbo.Data.Splits;
using Elbo.Models;
using Elbo.Runs;
using Elbo.Training;

namespace Elbo.Benchmarks;

/// <summary>Trains a model and records the validation metric and the training time after each epoch: quality by epochs and by time.</summary>
internal static class LearningCurveCommand
{
    public static Command Create()
    {
        Option<string> model = new("--model") { Required = true, Description = "Model to train" };
        Option<string> data = new("--data") { DefaultValueFactory = _ => ShopDataset.Name, Description = "Dataset; default the synthetic shop data" };
        Option<string> split = new("--split") { DefaultValueFactory = _ => "leave-last-out", Description = "Kind of split" };
        Option<string[]> set = new("--set") { DefaultValueFactory = _ => [], Description = "Option of the recipe, for example training.batchSize=8; can be repeated" };
        Option<int> epochs = new("--epochs") { DefaultValueFactory = _ => 10, Description = "Number of epochs" };
        Option<int> threads = new("--threads") { DefaultValueFactory = _ => Environment.ProcessorCount, Description = "Threads" };
        Option<long> seed = new("--seed") { DefaultValueFactory = _ => 42, Description = "Seed of synthetic data and training" };
        Option<string?> json = new("--json") { Description = "Also write the results to this file" };
        Command command = new("learning-curve", "validation quality of a model by epoch and training time") { model, data, split, set, epochs, threads, seed, json };
        command.SetAction(parsed =>
        {
            OpenMpThreads.LimitSpinning();
            RunContext context = new() { Seed = parsed.GetValue(seed), Threads = parsed.GetValue(threads) };
            Recipe recipe = Recipe.Parse(
                $$$"""{"model": "{{{parsed.GetValue(model)}}}", "split": {"kind": "{{{parsed.GetValue(split)}}}"}}""", "--model", "learning-curve", parsed.GetValue(set));
            using HttpClient http = new();
            string name = parsed.GetValue(data)!;
            InteractionDataset dataset = name == ShopDataset.Name
                ? ShopDataset.Create(context.Seed)
                : new DataLoader(http).Load(name, new ReadOptions(), recipe.Preprocessing, context, null);
            Split parts = recipe.SplitKind.Create(recipe.SplitOptions).Split(dataset);
            recipe = recipe.FitTo(parts.Train);
            recipe = recipe with { Training = recipe.Training with { Epochs = parsed.GetValue(epochs), Patience = null } };
            using Model trained = RecipeRunner.CreateModel(recipe, parts.Items.Count, context);
            CurveRecorder recorder = new();
            RecipeRunner.Train(recipe, trained, parts, context, [recorder]);
            Console.WriteLine(ResultFile.Save(
                new
                {
                    benchmark = "learning-curve",
                    metric = recipe.Training.ValidationMetric,
                    validationUsers = RecipeRunner.ValidationSample(recipe, parts).Users.Count,
                    dataFingerprint = dataset.Fingerprint,
                    users = parts.Train.RowCount,
                    items = parts.Items.Count,
                    interactions = parts.Train.Count,
                    batchSize = recipe.Training.BatchSize,
                    curve = recorder.Points,
                    threads = context.Threads,
                    seed = context.Seed,
                    command = ResultFile.CommandLine(parsed),
                    environment = RunEnvironment.Describe(),
                },
                parsed.GetValue(json)));
        });
        return command;
    }

    /// <summary>One epoch; seconds are those of training alone, summed up.</summary>
    private sealed record CurvePoint(int Epoch, double Seconds, double Loss, double? Value);

    private sealed class CurveRecorder : ITrainingCallback
    {
        private double seconds;

        public List<CurvePoint> Points { get; } = [];

        public void OnEpochCompleted(TrainingContext training)
        {
            EpochReport report = training.Progress.History[^1];
            Points.Add(new CurvePoint(report.Epoch, seconds += report.Seconds, report.Loss, report.ValidationMetric));
            Console.Error.WriteLine(FormattableString.Invariant($"epoch {report.Epoch}: {report.Seconds:f1} s, loss {report.Loss:f4}, {training.Options.ValidationMetric} {report.ValidationMetric:f5}"));
        }
    }
}
