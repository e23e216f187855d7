using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Elbo.Models.Kernels;

/// <summary>
/// A few rows times a packed matrix, for products that are repeated with the same right side. The matrix stays in the second-level cache and
/// the left side needs no packing, so that even one row is fast.
/// </summary>
internal static unsafe class RowPanelKernel
{
    private const int Columns = GemmMicroKernel.Columns;

    /// <summary>c = a b.</summary>
    /// <param name="rows">Rows of a and c.</param>
    /// <param name="depth">The inner dimension.</param>
    /// <param name="a">The first row; inner values are contiguous.</param>
    /// <param name="aStride">Values from one row of a to the next.</param>
    /// <param name="packedB">b as packed by <see cref="PackingBuffers.PackRight"/>.</param>
    /// <param name="c">The first row, with room for whole panels: columns rounded up to a multiple of 32.</param>
    /// <param name="cStride">Values from one row of c to the next.</param>
    /// <param name="columns">Columns of b.</param>
    public static void Multiply(int rows, int depth, float* a, nint aStride, float* packedB, float* c, nint cStride, int columns)
    {
        for (int column = 0; column < columns; column += Columns)
        {
            float* panel = packedB + ((long)column * depth);
            int row = 0;
            for (; row + 3 <= rows; row += 3)
            {
                MultiplyThree(depth, a + (row * aStride), aStride, panel, c + (row * cStride) + column, cStride);
            }

            if (rows - row == 2)
            {
                MultiplyTwo(depth, a + (row * aStride), aStride, panel, c + (row * cStride) + column, cStride);
            }
            else if (rows - row == 1)
            {
                MultiplyOne(depth, a + (row * aStride), panel, c + (row * cStride) + column);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyThree(int depth, float* a, nint aStride, float* b, float* c, nint cStride)
    {
        Vector256<float> c00 = default, c01 = default, c02 = default, c03 = default;
        Vector256<float> c10 = default, c11 = default, c12 = default, c13 = default;
        Vector256<float> c20 = default, c21 = default, c22 = default, c23 = default;
        for (int k = 0; k < depth; k++)
        {
            Vector256<float> x = Vector256.Create(a[k]);
            Vector256<float> y = Vector256.Create(a[k + aStride]);
            Vector256<float> z = Vector256.Create(a[k + (2 * aStride)]);
            Vector256<float> v = Vector256.Load(b);
            c00 = Vector256.FusedMultiplyAdd(x, v, c00);
            c10 = Vector256.FusedMultiplyAdd(y, v, c10);
            c20 = Vector256.FusedMultiplyAdd(z, v, c20);
            v = Vector256.Load(b + 8);
            c01 = Vector256.FusedMultiplyAdd(x, v, c01);
            c11 = Vector256.FusedMultiplyAdd(y, v, c11);
            c21 = Vector256.FusedMultiplyAdd(z, v, c21);
            v = Vector256.Load(b + 16);
            c02 = Vector256.FusedMultiplyAdd(x, v, c02);
            c12 = Vector256.FusedMultiplyAdd(y, v, c12);
            c22 = Vector256.FusedMultiplyAdd(z, v, c22);
            v = Vector256.Load(b + 24);
            c03 = Vector256.FusedMultiplyAdd(x, v, c03);
            c13 = Vector256.FusedMultiplyAdd(y, v, c13);
            c23 = Vector256.FusedMultiplyAdd(z, v, c23);
            b += Columns;
        }

        Store(c, c00, c01, c02, c03);
        Store(c + cStride, c10, c11, c12, c13);
        Store(c + (2 * cStride), c20, c21, c22, c23);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyTwo(int depth, float* a, nint aStride, float* b, float* c, nint cStride)
    {
        Vector256<float> c00 = default, c01 = default, c02 = default, c03 = default;
        Vector256<float> c10 = default, c11 = default, c12 = default, c13 = default;
        for (int k = 0; k < depth; k++)
        {
            Vector256<float> x = Vector256.Create(a[k]);
            Vector256<float> y = Vector256.Create(a[k + aStride]);
            Vector256<float> v = Vector256.Load(b);
            c00 = Vector256.FusedMultiplyAdd(x, v, c00);
            c10 = Vector256.FusedMultiplyAdd(y, v, c10);
            v = Vector256.Load(b + 8);
            c01 = Vector256.FusedMultiplyAdd(x, v, c01);
            c11 = Vector256.FusedMultiplyAdd(y, v, c11);
            v = Vector256.Load(b + 16);
            c02 = Vector256.FusedMultiplyAdd(x, v, c02);
            c12 = Vector256.FusedMultiplyAdd(y, v, c12);
            v = Vector256.Load(b + 24);
            c03 = Vector256.FusedMultiplyAdd(x, v, c03);
            c13 = Vector256.FusedMultiplyAdd(y, v, c13);
            b += Columns;
        }

        Store(c, c00, c01, c02, c03);
        Store(c + cStride, c10, c11, c12, c13);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyOne(int depth, float* a, float* b, float* c)
    {
        Vector256<float> c00 = default, c01 = default, c02 = default, c03 = default;
        for (int k = 0; k < depth; k++)
        {
            Vector256<float> x = Vector256.Create(a[k]);
            c00 = Vector256.FusedMultiplyAdd(x, Vector256.Load(b), c00);
            c01 = Vector256.FusedMultiplyAdd(x, Vector256.Load(b + 8), c01);
            c02 = Vector256.FusedMultiplyAdd(x, Vector256.Load(b + 16), c02);
            c03 = Vector256.FusedMultiplyAdd(x, Vector256.Load(b + 24), c03);
            b += Columns;
        }

        Store(c, c00, c01, c02, c03);
    }

    private static void Store(float* c, Vector256<float> v0, Vector256<float> v1, Vector256<float> v2, Vector256<float> v3)
    {
        v0.Store(c);
        v1.Store(c + 8);
        v2.Store(c + 16);
        v3.Store(c + 24);
    }
}
