using Elbo.Data;
using Elbo.Inference.Bundles;
using Elbo.Models;
using Elbo.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace Elbo.Tests.Onnx;

/// <summary>What ONNX Runtime makes of a model's graph.</summary>
/// <param name="Scores">Batch x items, with minus infinity for what was seen or excluded.</param>
/// <param name="TopScores">Batch x k.</param>
/// <param name="TopItems">Batch x k.</param>
internal sealed record GraphAnswer(float[] Scores, float[] TopScores, long[] TopItems)
{
    /// <summary>The graph of a model as bytes.</summary>
    public static byte[] GraphOf(Model model, WeightPrecision precision = WeightPrecision.Float32) =>
        RankingGraph.Build(model.ItemCount, precision, model.ScoreIn).ToBytes();

    /// <summary>Asks a graph, if a bundle may hold it; what stands beyond a history's end is rubbish on purpose.</summary>
    public static GraphAnswer Of(byte[] graph, InteractionMatrix histories, int k, long[][]? excluded = null)
    {
        GraphScan.Check(graph, histories.ItemCount, "a model's graph");
        using SessionOptions options = new() { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using InferenceSession session = new(graph, options);
        int batch = histories.RowCount;
        int length = Math.Max(1, Enumerable.Range(0, batch).Max(histories.RowLength));
        long[] items = [.. Enumerable.Range(0, batch * length).Select(place => (long)(place % histories.ItemCount))];
        for (int row = 0; row < batch; row++)
        {
            for (int place = 0; place < histories.RowLength(row); place++)
            {
                items[(row * length) + place] = histories.Row(row)[place];
            }
        }

        int widest = excluded?.Max(row => row.Length) ?? 0;
        long[] avoided = [.. (excluded ?? []).SelectMany(row => row.Concat(Enumerable.Repeat(-1L, widest - row.Length)))];
        using OrtValue itemsValue = OrtValue.CreateTensorValueFromMemory(items, [batch, length]);
        using OrtValue lengths = OrtValue.CreateTensorValueFromMemory(Enumerable.Range(0, batch).Select(row => (long)histories.RowLength(row)).ToArray(), [batch]);
        using OrtValue excludedValue = OrtValue.CreateTensorValueFromMemory(avoided, [batch, widest]);
        using OrtValue kValue = OrtValue.CreateTensorValueFromMemory(new long[] { k }, [1]);
        using RunOptions run = new();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(
            run,
            new Dictionary<string, OrtValue>
            {
                [BundleFormat.Graph.Items] = itemsValue,
                [BundleFormat.Graph.Lengths] = lengths,
                [BundleFormat.Graph.Excluded] = excludedValue,
                [BundleFormat.Graph.K] = kValue,
            },
            [BundleFormat.Graph.Scores, BundleFormat.Graph.TopScores, BundleFormat.Graph.TopItems]);
        return new GraphAnswer(
            outputs[0].GetTensorDataAsSpan<float>().ToArray(),
            outputs[1].GetTensorDataAsSpan<float>().ToArray(),
            outputs[2].GetTensorDataAsSpan<long>().ToArray());
    }
}
