using Elbo.Data;
using Elbo.Inference.Bundles;
using Elbo.Models;
using Elbo.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace Elbo.Tests.Onnx;

/// <summary>The outputs of a scoring graph in ONNX Runtime.</summary>
/// <param name="Scores">Batch x items, with minus infinity for seen and excluded items.</param>
/// <param name="TopScores">Batch x k.</param>
/// <param name="TopItems">Batch x k.</param>
internal sealed record GraphOutput(float[] Scores, float[] TopScores, long[] TopItems)
{
    /// <summary>Builds a model's graph.</summary>
    public static byte[] BuildGraph(Model model, WeightPrecision precision = WeightPrecision.Float32) =>
        RankingGraph.Build(model.ItemCount, precision, model.BuildScoringGraph).ToBytes();

    /// <summary>Validates a graph as for a bundle and runs it on histories.</summary>
    public static GraphOutput Run(byte[] graph, InteractionMatrix histories, int k, long[][]? excluded = null)
    {
        OnnxGraphValidator.Validate(graph, histories.ItemCount, usesTimes: false, "a model's graph");
        return Run(graph, GraphInput.Create(histories, k, excluded));
    }

    /// <summary>Runs a graph.</summary>
    public static GraphOutput Run(byte[] graph, GraphInput input)
    {
        using SessionOptions options = new() { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using InferenceSession session = new(graph, options);
        using OrtValue items = Table(input.Items);
        using OrtValue lengths = OrtValue.CreateTensorValueFromMemory(input.Lengths, [input.Lengths.Length]);
        using OrtValue excluded = Table(input.Excluded);
        using OrtValue k = OrtValue.CreateTensorValueFromMemory(new long[] { input.K }, [1]);
        using RunOptions run = new();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(
            run,
            new Dictionary<string, OrtValue>
            {
                [BundleFormat.Graph.Items] = items,
                [BundleFormat.Graph.Lengths] = lengths,
                [BundleFormat.Graph.Excluded] = excluded,
                [BundleFormat.Graph.K] = k,
            },
            [BundleFormat.Graph.Scores, BundleFormat.Graph.TopScores, BundleFormat.Graph.TopItems]);
        return new GraphOutput(
            outputs[0].GetTensorDataAsSpan<float>().ToArray(),
            outputs[1].GetTensorDataAsSpan<float>().ToArray(),
            outputs[2].GetTensorDataAsSpan<long>().ToArray());
    }

    private static OrtValue Table(long[][] rows) =>
        OrtValue.CreateTensorValueFromMemory(rows.SelectMany(row => row).ToArray(), [rows.Length, rows[0].Length]);
}
