using System.Collections.Frozen;

namespace Elbo.Inference.Bundles;

/// <summary>
/// The ONNX operators that a bundle's graph may use: those that Elbo's export writes, and no more. All of them compute numbers from
/// numbers in time and memory that their inputs bound; none reads files, holds other graphs (If, Loop, Scan) or calls foreign code.
/// </summary>
internal static class AllowedOperators
{
    /// <summary>Their names in ONNX's own domain.</summary>
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
