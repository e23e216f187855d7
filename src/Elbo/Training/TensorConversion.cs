using System.Runtime.InteropServices;
using Elbo.IO;
using static TorchSharp.torch;

namespace Elbo.Training;

/// <summary>Converts between torch's tensors and those of a file.</summary>
internal static class TensorConversion
{
    /// <summary>A copy of a tensor's values in file format.</summary>
    public static TensorData ToData(Tensor source)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor values = source.detach().cpu().contiguous();
        return new TensorData(GetTypeName(values.dtype), values.shape, values.bytes.ToArray());
    }

    /// <summary>A tensor on the CPU with values from a file.</summary>
    public static Tensor ToTensor(TensorData data)
    {
        Tensor values = empty([.. data.Shape], dtype: ParseType(data.DType));
        if (data.Bytes.Length > 0)
        {
            values.bytes = MemoryMarshal.AsMemory(data.Bytes).Span;
        }

        return values;
    }

    private static string GetTypeName(ScalarType type) => type switch
    {
        ScalarType.Float32 => "F32",
        ScalarType.Float64 => "F64",
        ScalarType.Int32 => "I32",
        ScalarType.Int64 => "I64",
        ScalarType.Byte => "U8",
        _ => throw new NotSupportedException($"tensors of {type} are not saved"),
    };

    private static ScalarType ParseType(string name) => name switch
    {
        "F32" => ScalarType.Float32,
        "F64" => ScalarType.Float64,
        "I32" => ScalarType.Int32,
        "I64" => ScalarType.Int64,
        "U8" => ScalarType.Byte,
        _ => throw new NotSupportedException($"tensors of {name} are not loaded"),
    };
}
