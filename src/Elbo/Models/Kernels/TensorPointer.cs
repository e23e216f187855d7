using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Elbo.Models.Kernels;

/// <summary>Direct access to the values of a tensor.</summary>
internal static unsafe class TensorPointer
{
    /// <summary>The values of a contiguous float tensor on the CPU, in native memory that does not move while the tensor is alive.</summary>
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
