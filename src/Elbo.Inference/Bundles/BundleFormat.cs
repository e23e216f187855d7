namespace Elbo.Inference.Bundles;

/// <summary>Names inside a bundle: a zip file whose entries are stored, not compressed. docs/bundle.md describes it.</summary>
public static class BundleFormat
{
    /// <summary>What the bundle is, and the hash of every other part.</summary>
    public const string Manifest = "manifest.json";

    /// <summary>The model as an ONNX graph; <see cref="Graph"/> names its inputs and outputs.</summary>
    public const string Model = "model.onnx";

    /// <summary>A line of JSON per item in the order of the graph's columns: id, title, categories, count.</summary>
    public const string Items = "items.jsonl";

    /// <summary>Similar items: little-endian int32 indices, items x n (the manifest's neighbours), most similar first, -1 where there are fewer; then as many float32 similarities.</summary>
    public const string SimilarItems = "neighbours.bin";

    /// <summary>Inputs and outputs of the graph.</summary>
    public static class Graph
    {
        /// <summary>Input, int64 [batch, length]: item indices, oldest first, each item once; what stands at or beyond a row's length is not read.</summary>
        public const string Items = "items";

        /// <summary>Input, int64 [batch]: how many items each row has; 0 for an empty history.</summary>
        public const string Lengths = "lengths";

        /// <summary>Input, int64 [batch, n]: items not to be recommended, filled up with -1; n may be 0.</summary>
        public const string Excluded = "excluded";

        /// <summary>Input, int64 [1]: how many to recommend, from 1 to the number of items.</summary>
        public const string K = "k";

        /// <summary>Output, float32 [batch, items]: scores, minus infinity for items of the history and excluded ones.</summary>
        public const string Scores = "scores";

        /// <summary>Output, float32 [batch, k]: the best scores, falling.</summary>
        public const string TopScores = "top_scores";

        /// <summary>Output, int64 [batch, k]: the best items; of equal scores the lower index first.</summary>
        public const string TopItems = "top_items";
    }
}
