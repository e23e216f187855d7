using System.Diagnostics.CodeAnalysis;

namespace Elbo.Onnx;

/// <summary>How a graph keeps large weights; they are turned into float32 when the graph is loaded.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "These are what the types are called.")]
public enum WeightPrecision
{
    /// <summary>As they were trained: 4 bytes a weight.</summary>
    Float32,

    /// <summary>2 bytes a weight, with 11 significant bits.</summary>
    Float16,

    /// <summary>1 byte a weight: each row is scaled so that its largest magnitude is 127.</summary>
    Int8,
}
