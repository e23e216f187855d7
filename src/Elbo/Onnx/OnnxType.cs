using System.Diagnostics.CodeAnalysis;

namespace Elbo.Onnx;

/// <summary>Element types, with the numbers of the ONNX schema (TensorProto.DataType).</summary>
[SuppressMessage("Naming", "CA1720", Justification = "These are the types' names in ONNX.")]
public enum OnnxType
{
    /// <summary>32-bit floating point.</summary>
    Float = 1,

    /// <summary>Signed bytes.</summary>
    Int8 = 3,

    /// <summary>32-bit integers.</summary>
    Int32 = 6,

    /// <summary>64-bit integers.</summary>
    Int64 = 7,

    /// <summary>16-bit floating point.</summary>
    Float16 = 10,
}
