using System.CommandLine;
using System.Text.Json;
using Elbo.Data;
using Elbo.Data.Readers;
using Elbo.Data.Splits;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Onnx;
using Elbo.Runs;

namespace Elbo.Benchmarks;

/// <summary>Measures what smaller weights cost: a metric on test users by the model and by its ONNX graphs, and the graphs' sizes.</summary>
internal static class WeightPrecisionCommand
{
    private const string Metric = "ndcg@100";
    private const int BatchSize = 100;

    public static Command Create()
    {
        Option<string[]> runs = new("--run") { Required = true, AllowMultipleArgumentsPerToken = true, Description = "Run folders" };
        Option<string> data = new("--data") { Required = true, Description = "The dataset of the runs" };
        Option<int> threads = new("--threads") { DefaultValueFactory = _ => Environment.ProcessorCount, Description = "Threads" };
        Option<string?> json = new("--json") { Description = "Also write the results to this file" };
        Command command = new("weight-precision", "the quality and size of bundles with float16 and int8 weights") { runs, data, threads, json };
        command.SetAction(parsed =>
        {
            OpenMpThreads.LimitSpinning();
            int count = parsed.GetValue(threads);
            RunRow[] rows = [.. parsed.GetValue(runs)!.Select(path => Measure(RunFolder.Open(path), parsed.GetValue(data)!, count))];
            Console.WriteLine(ResultFile.Save(
                new { benchmark = "weight-precision", metric = Metric, threads = count, rows, command = ResultFile.CommandLine(parsed), environment = RunEnvironment.Describe() },
                parsed.GetValue(json)));
        });
        return command;
    }

    private static RunRow Measure(RunFolder run, string name, int threads)
    {
        RunContext context = new() { Seed = run.Record.Seed, Threads = threads };
        using HttpClient http = new();
        InteractionDataset data = new DataLoader(http).Load(name, run.Record.ReadOptions, run.Recipe.Preprocessing, context, null);
        Split split = run.Recipe.Split(data);
        run.RequireSameItems(split);
        using Model model = run.LoadModel(context);
        EvaluationResult own = Evaluate(model, split, context);
        GraphRow[] weights = [.. Enum.GetValues<WeightPrecision>().Select(precision =>
        {
            byte[] graph = RankingGraph.Build(model.ItemCount, precision, model.BuildScoringGraph).ToBytes();
            using OnnxModel inGraph = new(model, graph, threads);
            (float largest, float difference) = CompareScores(model, inGraph, split.Test.FoldIn);
            EvaluationResult result = Evaluate(inGraph, split, context);
            PairedComparison change = PairedComparison.Compare(own, result, Metric);
            return new GraphRow(
                JsonNamingPolicy.CamelCase.ConvertName(precision.ToString()), graph.Length, result[Metric], change.Difference, change.Low, change.High, difference, largest);
        })];
        return new RunRow(run.Recipe.Name, run.Recipe.Model.Name, run.Record.CommandLine, run.Record.Seed, data.Fingerprint, model.ItemCount, own[Metric], weights);
    }

    private static EvaluationResult Evaluate(Model model, Split split, RunContext context) =>
        RecipeRunner.Evaluate([Metric], model, split, split.Test, context);

    /// <summary>The largest score, and the largest difference between two models' scores, over unseen items.</summary>
    private static (float Largest, float Difference) CompareScores(Model model, OnnxModel graph, InteractionMatrix histories)
    {
        (float largest, float difference) = (0, 0);
        float[] expected = new float[BatchSize * model.ItemCount];
        float[] actual = new float[expected.Length];
        for (int first = 0; first < histories.RowCount; first += BatchSize)
        {
            int count = Math.Min(BatchSize, histories.RowCount - first);
            model.Score(histories, first, count, expected.AsSpan(0, count * model.ItemCount));
            graph.Score(histories, first, count, actual);
            for (int index = 0; index < count * model.ItemCount; index++)
            {
                if (float.IsFinite(actual[index]))
                {
                    largest = Math.Max(largest, Math.Abs(expected[index]));
                    difference = Math.Max(difference, Math.Abs(expected[index] - actual[index]));
                }
            }
        }

        return (largest, difference);
    }

    /// <summary>One run, with the metric measured on the model itself.</summary>
    private sealed record RunRow(
        string Recipe, string Model, string TrainingCommand, long Seed, string DataFingerprint, int Items, double Value, IReadOnlyList<GraphRow> Graphs);

    /// <summary>
    /// One of its graphs: size, metric, the difference from the model's metric with its 95 % interval over users, the largest
    /// difference of a score, and the model's largest score.
    /// </summary>
    private sealed record GraphRow(
        string WeightPrecision, long Bytes, double Value, double Change, double ChangeLow, double ChangeHigh, float MaxScoreDifference, float MaxScore);
}
