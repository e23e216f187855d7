using System.Collections.Frozen;

namespace Elbo.Inference.Bundles;

/// <summary>
/// The ONNX operators that a bundle's graph may use: those that Elbo's models write. Each computes numbers from numbers in time and memory
/// bounded by its inputs; none reads files, contains other graphs (If, Loop, Scan) or calls custom code.
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
        "Less",
        "Max",
        "Mul",
        "Range",
        "ReduceSum",
        "Reshape",
        "ScatterElements",
        "Shape",
        "Slice",
        "Sqrt",
        "Tanh",
        "TopK",
        "Transpose",
        "Unsqueeze",
        "Where");
}
