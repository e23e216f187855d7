using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>Direct access to a tensor's values.</summary>
internal static unsafe class TensorPointer
{
    /// <summary>The values of a contiguous float tensor on the CPU: native memory, which does not move while the tensor lives.</summary>
    public static float* GetFloats(Tensor tensor) =>
        (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(MemoryMarshal.Cast<byte, float>(tensor.bytes)));

    /// <summary>The same for a matrix that is contiguous, or whose transpose is.</summary>
    public static float* GetMatrixFloats(Tensor matrix)
    {
        if (matrix.is_contiguous())
        {
            return GetFloats(matrix);
        }

        using Tensor transposed = matrix.t();
        return GetFloats(transposed);
    }
}
