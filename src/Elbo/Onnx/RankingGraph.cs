using Elbo.Inference.Bundles;

namespace Elbo.Onnx;

/// <summary>What all exported models share: histories in, scores without seen and excluded items and the best k out.</summary>
public static class RankingGraph
{
    /// <summary>Lays a model's scoring between the inputs and outputs that <see cref="BundleFormat.Graph"/> names.</summary>
    /// <param name="itemCount">Number of items.</param>
    /// <param name="precision">How weights are kept.</param>
    /// <param name="score">Scores histories, batch x items.</param>
    public static OnnxGraph Build(int itemCount, WeightPrecision precision, Func<OnnxGraph, OnnxHistories, OnnxValue> score)
    {
        ArgumentNullException.ThrowIfNull(score);
        OnnxGraph graph = new(precision);
        OnnxValue items = graph.Input(BundleFormat.Graph.Items, OnnxType.Int64, "batch", "length");
        OnnxValue lengths = graph.Input(BundleFormat.Graph.Lengths, OnnxType.Int64, "batch");
        OnnxValue excluded = graph.Input(BundleFormat.Graph.Excluded, OnnxType.Int64, "batch", "excluded_length");
        OnnxValue k = graph.Input(BundleFormat.Graph.K, OnnxType.Int64, "1");
        OnnxValue none = graph.Integers([(long)itemCount]);
        OnnxValue places = graph.Range(graph.Gather(graph.Shape(items), graph.Integers([1L])));
        OnnxValue seen = graph.Where(graph.Less(places, graph.Unsqueeze(lengths, 1)), items, none);
        OnnxValue avoided = graph.Where(graph.Less(excluded, graph.Integers([0L])), none, excluded);
        OnnxValue scores = score(graph, new OnnxHistories(seen, lengths, itemCount));
        OnnxValue masked = Masked(graph, scores, itemCount, seen, avoided);
        (OnnxValue values, OnnxValue indices) = graph.TopK(masked, k);
        string columns = FormattableString.Invariant($"{itemCount}");
        graph.Output(masked, BundleFormat.Graph.Scores, OnnxType.Float, "batch", columns);
        graph.Output(values, BundleFormat.Graph.TopScores, OnnxType.Float, "batch", "top");
        graph.Output(indices, BundleFormat.Graph.TopItems, OnnxType.Int64, "batch", "top");
        return graph;
    }

    /// <summary>Minus infinity in the columns of some items; what stands for no item falls into a column more, which is cut off again.</summary>
    private static OnnxValue Masked(OnnxGraph graph, OnnxValue scores, int itemCount, params ReadOnlySpan<OnnxValue> masks)
    {
        OnnxValue never = graph.Floats([float.NegativeInfinity]);
        OnnxValue batch = graph.Slice(graph.Shape(scores), 0, 0, 1);
        OnnxValue column = graph.Expand(never, graph.Concat(0, batch, graph.Integers([1L], 1)));
        OnnxValue masked = graph.Concat(1, scores, column);
        foreach (OnnxValue mask in masks)
        {
            masked = graph.ScatterElements(masked, mask, graph.Expand(never, graph.Shape(mask)), axis: 1);
        }

        return graph.Slice(masked, 1, 0, itemCount);
    }
}
