using Elbo.Inference.Bundles;

namespace Elbo.Onnx;

/// <summary>The outer part of every exported graph: takes histories, masks seen and excluded items, returns scores and the top k.</summary>
internal static class RankingGraph
{
    /// <summary>Builds the graph with the inputs and outputs that <see cref="BundleFormat.Graph"/> names around a model's scoring.</summary>
    /// <param name="itemCount">Number of items.</param>
    /// <param name="precision">Precision of large weights.</param>
    /// <param name="buildScores">Scores histories, batch x items.</param>
    /// <param name="usesTimes">True to give the graph the input of times.</param>
    public static OnnxGraphBuilder Build(
        int itemCount, WeightPrecision precision, Func<OnnxGraphBuilder, OnnxHistoryInputs, OnnxValue> buildScores, bool usesTimes = false)
    {
        ArgumentNullException.ThrowIfNull(buildScores);
        OnnxGraphBuilder graph = new(precision);
        OnnxValue items = graph.Input(BundleFormat.Graph.Items, OnnxType.Int64, "batch", "length");
        OnnxValue lengths = graph.Input(BundleFormat.Graph.Lengths, OnnxType.Int64, "batch");
        OnnxValue excluded = graph.Input(BundleFormat.Graph.Excluded, OnnxType.Int64, "batch", "excluded_length");
        OnnxValue k = graph.Input(BundleFormat.Graph.K, OnnxType.Int64, "1");
        OnnxValue? times = usesTimes ? graph.Input(BundleFormat.Graph.Times, OnnxType.Int64, "batch", "length") : null;
        OnnxValue padding = graph.Int64Constant([(long)itemCount]);
        OnnxValue positions = graph.Range(graph.Gather(graph.Shape(items), graph.Int64Constant([1L])));
        OnnxValue seen = graph.Where(graph.Less(positions, graph.Unsqueeze(lengths, 1)), items, padding);
        OnnxValue excludedItems = graph.Where(graph.Less(excluded, graph.Int64Constant([0L])), padding, excluded);
        OnnxValue scores = buildScores(graph, new OnnxHistoryInputs(seen, lengths, itemCount, times));
        OnnxValue masked = MaskScores(graph, scores, itemCount, seen, excludedItems);
        (OnnxValue values, OnnxValue indices) = graph.TopK(masked, k);
        string itemAxis = FormattableString.Invariant($"{itemCount}");
        graph.Output(masked, BundleFormat.Graph.Scores, OnnxType.Float, "batch", itemAxis);
        graph.Output(values, BundleFormat.Graph.TopScores, OnnxType.Float, "batch", "top");
        graph.Output(indices, BundleFormat.Graph.TopItems, OnnxType.Int64, "batch", "top");
        return graph;
    }

    /// <summary>Sets items' scores to minus infinity. Padding has the index after the last item, so one extra column is added for it and removed afterwards.</summary>
    private static OnnxValue MaskScores(OnnxGraphBuilder graph, OnnxValue scores, int itemCount, params ReadOnlySpan<OnnxValue> masks)
    {
        OnnxValue negativeInfinity = graph.FloatConstant([float.NegativeInfinity]);
        OnnxValue batch = graph.Slice(graph.Shape(scores), 0, 0, 1);
        OnnxValue column = graph.Expand(negativeInfinity, graph.Concat(0, batch, graph.Int64Constant([1L], 1)));
        OnnxValue masked = graph.Concat(1, scores, column);
        foreach (OnnxValue mask in masks)
        {
            masked = graph.ScatterElements(masked, mask, graph.Expand(negativeInfinity, graph.Shape(mask)), axis: 1);
        }

        return graph.Slice(masked, 1, 0, itemCount);
    }
}
