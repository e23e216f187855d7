namespace Elbo.Inference.Bundles;

/// <summary>Names inside a bundle, a zip file whose entries are stored without compression; see docs/bundle.md.</summary>
public static class BundleFormat
{
    /// <summary>Metadata, and the hash of every other entry.</summary>
    public const string Manifest = "manifest.json";

    /// <summary>The model as an ONNX graph; <see cref="Graph"/> names its inputs and outputs.</summary>
    public const string Model = "model.onnx";

    /// <summary>One line of JSON per item, in the order of the graph's score columns: id, title, categories, interactionCount.</summary>
    public const string Items = "items.jsonl";

    /// <summary>Similar items: little-endian int32 indices, items x n (n is the manifest's similarItemsPerItem), most similar first, padded with -1; then as many float32 similarities.</summary>
    public const string SimilarItems = "similar-items.bin";

    /// <summary>Inputs and outputs of the graph.</summary>
    public static class Graph
    {
        /// <summary>Input, int64 [batch, length]: item indices, oldest first, each item once; entries at or beyond a row's length are ignored.</summary>
        public const string Items = "items";

        /// <summary>Input, int64 [batch]: number of items in each row; 0 for an empty history.</summary>
        public const string Lengths = "lengths";

        /// <summary>Input, int64 [batch, n]: items not to recommend, padded with -1; n may be 0.</summary>
        public const string Excluded = "excluded";

        /// <summary>Input, int64 [1]: number of recommendations, from 1 to the number of items.</summary>
        public const string K = "k";

        /// <summary>
        /// Input, int64 [batch, length], only in graphs of models that use times (the manifest's usesTimes): the time of each item, in the unit
        /// of the training data; 0 if unknown.
        /// </summary>
        public const string Times = "times";

        /// <summary>Output, float32 [batch, items]: scores, minus infinity for items of the history and excluded ones.</summary>
        public const string Scores = "scores";

        /// <summary>Output, float32 [batch, k]: the best scores, in descending order.</summary>
        public const string TopScores = "top_scores";

        /// <summary>Output, int64 [batch, k]: the best items; ties go to the lower index.</summary>
        public const string TopItems = "top_items";

        /// <summary>The names of the inputs, in their order.</summary>
        internal static string[] Inputs(bool usesTimes) => usesTimes ? [Items, Lengths, Excluded, K, Times] : [Items, Lengths, Excluded, K];
    }
}
