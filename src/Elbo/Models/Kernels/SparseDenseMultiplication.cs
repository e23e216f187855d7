using System.Numerics;

namespace Elbo.Models.Kernels;

/// <summary>A sparse matrix in compressed rows times a dense one, on the CPU.</summary>
internal static unsafe class SparseDenseMultiplication
{
    // Columns that are summed at once, in registers; a slice this narrow of the dense matrix stays in the second-level cache.
    private static readonly int SliceColumns = 8 * Vector<float>.Count;

    // Below this many rows a second thread costs more than it saves.
    private const int MinRowsPerPart = 32;

    /// <summary>
    /// Row r of the result is the sum over entries e in [offsets[r], offsets[r + 1]) of values[e] times row columns[e] of the dense matrix.
    /// </summary>
    /// <param name="result">rows x width, contiguous.</param>
    /// <param name="offsets">Where each row's entries start, and the end of the last.</param>
    /// <param name="columns">The dense matrix's row of each entry.</param>
    /// <param name="values">The value of each entry.</param>
    /// <param name="dense">Any number of rows x width, contiguous.</param>
    /// <param name="width">Columns of result and dense matrix.</param>
    /// <param name="add">True to add to the result, false to replace it.</param>
    public static void Multiply(float* result, int[] offsets, int[] columns, float[] values, float* dense, int width, bool add = false) =>
        ParallelRows.For(offsets.Length - 1, MinRowsPerPart, (first, end) =>
        {
            int column = 0;
            for (; column + SliceColumns <= width; column += SliceColumns)
            {
                for (int row = first; row < end; row++)
                {
                    MultiplySlice(result + ((long)row * width) + column, offsets[row], offsets[row + 1], columns, values, dense + column, width, add);
                }
            }

            for (int row = first; row < end && column < width; row++)
            {
                MultiplyRemainder(new Span<float>(result + ((long)row * width) + column, width - column), offsets[row], offsets[row + 1], columns, values, dense + column, width, add);
            }
        });

    private static void MultiplySlice(float* result, int start, int end, int[] columns, float[] values, float* dense, int width, bool add)
    {
        int lane = Vector<float>.Count;
        Vector<float> s0 = Vector<float>.Zero, s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
        for (int entry = start; entry < end; entry++)
        {
            float* row = dense + ((long)columns[entry] * width);
            Vector<float> value = new(values[entry]);
            s0 = Vector.FusedMultiplyAdd(value, Vector.Load(row), s0);
            s1 = Vector.FusedMultiplyAdd(value, Vector.Load(row + lane), s1);
            s2 = Vector.FusedMultiplyAdd(value, Vector.Load(row + (2 * lane)), s2);
            s3 = Vector.FusedMultiplyAdd(value, Vector.Load(row + (3 * lane)), s3);
            s4 = Vector.FusedMultiplyAdd(value, Vector.Load(row + (4 * lane)), s4);
            s5 = Vector.FusedMultiplyAdd(value, Vector.Load(row + (5 * lane)), s5);
            s6 = Vector.FusedMultiplyAdd(value, Vector.Load(row + (6 * lane)), s6);
            s7 = Vector.FusedMultiplyAdd(value, Vector.Load(row + (7 * lane)), s7);
        }

        Store(s0, result, add);
        Store(s1, result + lane, add);
        Store(s2, result + (2 * lane), add);
        Store(s3, result + (3 * lane), add);
        Store(s4, result + (4 * lane), add);
        Store(s5, result + (5 * lane), add);
        Store(s6, result + (6 * lane), add);
        Store(s7, result + (7 * lane), add);
    }

    private static void Store(Vector<float> sum, float* destination, bool add) => (add ? sum + Vector.Load(destination) : sum).Store(destination);

    private static void MultiplyRemainder(Span<float> result, int start, int end, int[] columns, float[] values, float* dense, int width, bool add)
    {
        if (!add)
        {
            result.Clear();
        }

        for (int entry = start; entry < end; entry++)
        {
            ReadOnlySpan<float> row = new(dense + ((long)columns[entry] * width), result.Length);
            System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(row, values[entry], result, result);
        }
    }
}
