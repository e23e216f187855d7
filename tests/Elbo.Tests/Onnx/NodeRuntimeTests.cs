using Elbo.Data;
using Elbo.Data.Splits;
using Elbo.Models;
using Elbo.Onnx;
using Elbo.Tests.Models;
using Elbo.Training;
using static TorchSharp.torch;

namespace Elbo.Tests.Onnx;

/// <summary>Exported graphs outside of .NET: ONNX Runtime's WebAssembly build in Node, with the options of the registry.</summary>
[Collection(SequentialTorchTests.Name)]
public class NodeRuntimeTests(NodeRuntime node) : IClassFixture<NodeRuntime>
{
    private const int Users = 20;
    private const int Best = 100;
    private static readonly Lazy<Split> Sample = new(() => SmallSyntheticSplit.Create(TargetSelection.Temporal));

    private static Case[]? cases;

    private static int ItemCount => Sample.Value.Items.Count;

    public static TheoryData<string> Names => [.. ModelRegistry.All.Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_models_graph_gives_the_same_scores_in_Node_as_in_NET(string name)
    {
        Assert.SkipWhen(node.SkipReason is not null, node.SkipReason ?? "");
        cases ??= ScoreAll();

        Assert.Equal(Enum.GetValues<WeightPrecision>().Length, cases.Count(one => one.Name == name));
        Assert.All(cases.Where(one => one.Name == name), one => AssertEqualOutputs(GraphOutput.Run(one.Graph, one.Input), one.Output, ItemCount));
    }

    /// <summary>All models in all precisions in one process, as most of the time goes into starting the runtime.</summary>
    private Case[] ScoreAll()
    {
        GraphInput input = CreateInput(ItemCount);
        List<(string Name, byte[] Graph)> graphs = [];
        foreach (ModelDescriptor entry in ModelRegistry.All)
        {
            using Model model = Trained(entry.Name);
            graphs.AddRange(Enum.GetValues<WeightPrecision>().Select(precision => (entry.Name, GraphOutput.BuildGraph(model, precision))));
        }

        GraphOutput[] outputs = node.Score([.. graphs.Select(graph => (graph.Graph, input))]);
        Assert.Equal(graphs.Count, outputs.Length);
        return [.. graphs.Zip(outputs, (graph, output) => new Case(graph.Name, graph.Graph, input, output))];
    }

    private static void AssertEqualOutputs(GraphOutput expected, GraphOutput actual, int itemCount)
    {
        float tolerance = 1e-4f * Math.Max(1, expected.Scores.Where(float.IsFinite).Max(Math.Abs));
        RankingAssert.AssertScores(expected.Scores, actual.Scores, tolerance);
        RankingAssert.AssertScores(expected.TopScores, actual.TopScores, tolerance);
        Assert.Equal(expected.TopItems.Length, actual.TopItems.Length);
        for (int row = 0; row < expected.Scores.Length / itemCount; row++)
        {
            RankingAssert.AssertBest(expected.Scores.AsSpan(row * itemCount, itemCount), actual.TopItems.AsSpan(row * Best, Best), tolerance);
        }
    }

    /// <summary>Some users of the sample, one with an empty history and one with nearly all items; a third of them with exclusions.</summary>
    private static GraphInput CreateInput(int itemCount)
    {
        InteractionMatrix foldIn = Sample.Value.Test.FoldIn;
        int[][] rows = [[], [.. Enumerable.Range(0, itemCount - 5).Reverse()], .. Enumerable.Range(0, Users).Select(row => foldIn.Row(row).ToArray())];
        return GraphInput.Create(InteractionMatrix.FromRows(rows, itemCount), Best, [.. rows.Select((_, row) => row % 3 == 0 ? (long[])[row, 7 * row] : [])]);
    }

    private static Model Trained(string name)
    {
        ModelDescriptor entry = ModelRegistry.Find(name);
        manual_seed(7);
        Model model = entry.Create(new ModelContext(ItemCount), (ModelOptions)Activator.CreateInstance(entry.OptionsType)!);
        TrainingOptions training = new() { Epochs = 1, BatchSize = 50, LearningRate = 0.005, Patience = null };
        new Trainer(training, new() { Seed = 7 }).Train(model, Sample.Value.Train);
        return model;
    }

    /// <summary>A model's graph and its output in Node.</summary>
    private sealed record Case(string Name, byte[] Graph, GraphInput Input, GraphOutput Output);
}
