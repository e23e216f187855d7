using System.Diagnostics.CodeAnalysis;

namespace Elbo.Onnx;

/// <summary>Precision of large weights in a graph; they are converted to float32 when the graph is loaded.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "These are the types' names in ONNX.")]
public enum WeightPrecision
{
    /// <summary>As trained: 4 bytes per weight.</summary>
    Float32,

    /// <summary>2 bytes per weight, with 11 significant bits.</summary>
    Float16,

    /// <summary>1 byte per weight; each row is scaled so that its largest magnitude is 127.</summary>
    Int8,
}
