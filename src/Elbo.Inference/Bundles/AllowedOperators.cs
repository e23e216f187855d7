using System.Collections.Frozen;

namespace Elbo.Inference.Bundles;

/// <summary>
/// The ONNX operators that a bundle's graph may use: those that Elbo's models write, and
/// those of attention layers. None reads files, contains other graphs (If, Loop, Scan) or calls custom code.
/// </summary>
internal static class AllowedOperators
{
    /// <summary>Operator names in the default ONNX domain.</summary>
    public static FrozenSet<string> Names { get; } = FrozenSet.Create(
        StringComparer.Ordinal,
        "Add",
        "Cast",
        "Concat",
        "Div",
        "Expand",
        "Gather",
        "Gemm",
        "GRU",
        "Identity",
        "LayerNormalization",
        "Less",
        "MatMul",
        "Max",
        "Mul",
        "Range",
        "ReduceSum",
        "Reshape",
        "ScatterElements",
        "Shape",
        "Sigmoid",
        "Slice",
        "Softmax",
        "Sqrt",
        "Tanh",
        "TopK",
        "Transpose",
        "Unsqueeze",
        "Where");
}
