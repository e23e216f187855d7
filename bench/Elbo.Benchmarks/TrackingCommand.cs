using System.CommandLine;
using System.Diagnostics;
using Elbo.Data;
using Elbo.Data.Readers;
using Elbo.Models;
using Elbo.Runs;
using Elbo.Tracking;
using Elbo.Training;

namespace Elbo.Benchmarks;

/// <summary>
/// Measures the cost of tracking: the fraction of training time spent in callbacks, and the processor time of the process with
/// and without tracking, alternating in one process.
/// </summary>
internal static class TrackingCommand
{
    // Nothing listens on port 9: the most expensive case, because metrics queue up and are retried.
    private static readonly MlflowOptions UnreachableMlflow = new() { TrackingUri = "http://127.0.0.1:9" };

    public static Command Create()
    {
        Option<string> recipe = new("--recipe") { Required = true, Description = "Recipe to train" };
        Option<string> data = new("--data") { Required = true, Description = "Dataset" };
        Option<int> epochs = new("--epochs") { DefaultValueFactory = _ => 5, Description = "Epochs per training" };
        Option<int> rounds = new("--rounds") { DefaultValueFactory = _ => 5, Description = "Trainings per variant; medians are reported" };
        Option<int> every = new("--log-every") { DefaultValueFactory = _ => new TrackingOptions().LogEverySteps, Description = "Log every n-th training step" };
        Option<int> threads = new("--threads") { DefaultValueFactory = _ => Environment.ProcessorCount, Description = "Threads" };
        Option<long> seed = new("--seed") { DefaultValueFactory = _ => 42, Description = "Seed" };
        Option<string?> json = new("--json") { Description = "Also write the results to this file" };
        Command command = new("tracking", "the cost of tracking") { recipe, data, epochs, rounds, every, threads, seed, json };
        command.SetAction(parsed =>
        {
            OpenMpThreads.LimitSpinning();
            RunContext context = new() { Seed = parsed.GetValue(seed), Threads = parsed.GetValue(threads) };
            Recipe read = Recipe.Read(parsed.GetValue(recipe)!);
            read = read with { Training = read.Training with { Epochs = parsed.GetValue(epochs), Patience = null } };
            using HttpClient http = new();
            InteractionDataset prepared = new DataLoader(http).Load(parsed.GetValue(data)!, new ReadOptions(), read.Preprocessing, context, null);
            TrainingJob execution = TrainingJob.Create(read, prepared, context) with { LogEverySteps = parsed.GetValue(every) };
            string[][] sides = [[], ["tensorboard"], ["tensorboard", "mlflow"]];
            List<Measurement>[] measured = [.. sides.Select(_ => new List<Measurement>())];
            List<double> without = [];
            for (int round = 0; round < parsed.GetValue(rounds); round++)
            {
                without.Add(Train(execution, []).CpuSeconds);
                for (int side = 0; side < sides.Length; side++)
                {
                    measured[side].Add(Measure(execution, sides[side]));
                }
            }

            double plain = Median.Compute(without);
            object[] rows = [.. sides.Select((names, side) => (object)new
            {
                trackers = (string[])["folder", .. names],
                overheadFraction = Median.Compute(measured[side].Select(one => one.CallbackSeconds / one.WallSeconds)),
                trainSeconds = Median.Compute(measured[side].Select(one => one.WallSeconds)),
                cpuSeconds = Median.Compute(measured[side].Select(one => one.CpuSeconds)),
                cpuSecondsWithoutTracking = plain,
            })];
            Console.WriteLine(ResultFile.Save(
                new { benchmark = "tracking", rows, command = ResultFile.CommandLine(parsed), environment = RunEnvironment.Describe() },
                parsed.GetValue(json)));
        });
        return command;
    }

    private static Measurement Measure(TrainingJob execution, string[] trackers)
    {
        string folder = Directory.CreateTempSubdirectory("elbo-bench-").FullName;
        try
        {
            // A run of one epoch creates the folder that trackers read.
            Recipe shortened = execution.Recipe with { Training = execution.Recipe.Training with { Epochs = 1 } };
            TrainingJob oneEpoch = execution with { Recipe = shortened };
            oneEpoch.RunIn(oneEpoch.OpenFolder(folder, new DataSource("bench", new ReadOptions()), ""), []);
            TrackingOptions options = new() { Trackers = trackers, LogEverySteps = execution.LogEverySteps, Mlflow = UnreachableMlflow, FlushTimeoutSeconds = 0 };
            using StepsLog steps = new(Path.Combine(folder, "bench-steps.jsonl"), execution.LogEverySteps);
            using TrackingCallback tracking = new(TrackerRegistry.Create(options, execution.Context), folder, options, execution.Context);
            TimedCallback[] timed = [new(steps), new(new MetricsLog(Path.Combine(folder, "bench-metrics.jsonl"))), new(tracking)];
            Measurement measurement = Train(execution, timed);
            return measurement with { CallbackSeconds = timed.Sum(callback => callback.Spent.TotalSeconds) };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Measurement Train(TrainingJob execution, IReadOnlyList<ITrainingCallback> callbacks)
    {
        using Model model = RecipeRunner.CreateModel(execution.Recipe, execution.Split.Items.Count, execution.Context);
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        RecipeRunner.Train(execution.Recipe, model, execution.Split, execution.Context, callbacks);
        return new Measurement(0, Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
    }

    private sealed record Measurement(double CallbackSeconds, double WallSeconds, double CpuSeconds);
}
