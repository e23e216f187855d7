using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static TorchSharp.torch;

namespace Elbo.Models.Kernels;

/// <summary>
/// Matrix multiplication on the CPU, packed and tiled as in Goto and van de Geijn 2008. It is used on processors other than Intel's that have
/// 512-bit vectors, which libtorch's MKL does not use there, and while torch is limited to one thread. All other products, and small ones,
/// are left to torch.
/// </summary>
internal static unsafe class MatrixMultiplication
{
    // The inner dimension is cut so that a packed strip of a stays in the first-level cache, and the columns so that a packed
    // panel of b stays in the second-level cache.
    private const int BlockDepth = 640;
    private const int PanelColumns = 256;

    // Rows that are packed at once, streamed through the last-level cache.
    private const int BlockRows = 2520;

    // Below this many multiplications, packing and starting threads cost more than they save.
    private const long MinMultiplications = 1L << 21;

    private static long productCount;

    private static readonly bool HasFastVector512 = Vector512.IsHardwareAccelerated && !IsIntel();

    /// <summary>c = a b, or c += a b.</summary>
    /// <param name="c">m x n, contiguous.</param>
    /// <param name="a">m x k, contiguous or the transposed view of a contiguous matrix.</param>
    /// <param name="b">k x n, likewise.</param>
    /// <param name="add">True to add.</param>
    public static void Multiply(Tensor c, Tensor a, Tensor b, bool add = false)
    {
        if (!UsesOwnKernel(a.shape[0], a.shape[1], b.shape[1]))
        {
            c.addmm_(a, b, add ? 1 : 0, 1);
        }
        else
        {
            MultiplyTiled(new MatrixView(c), new MatrixView(a), new MatrixView(b), add);
        }
    }

    /// <summary>Whether a product m x k x n is computed here rather than by torch.</summary>
    public static bool UsesOwnKernel(long m, long k, long n) => (HasFastVector512 || ParallelRows.IsTorchLimited) && m * k * n >= MinMultiplications;

    /// <summary>The same, always computed here.</summary>
    internal static void MultiplyTiled(MatrixView c, MatrixView a, MatrixView b, bool add)
    {
        (int m, int n, int k) = (a.Rows, b.Columns, a.Columns);
        long product = Interlocked.Increment(ref productCount);
        if (k > m && k > n)
        {
            MultiplySplitByDepth(c, a, b, add);
        }
        else if (m > n)
        {
            ForEachTileRange(m, GemmMicroKernel.Rows, (first, end) => MultiplyOnThisThread(c.Slice(first, end, 0, n), a.Slice(first, end, 0, k), b, add, product));
        }
        else
        {
            ForEachTileRange(n, GemmMicroKernel.Columns, (first, end) => MultiplyOnThisThread(c.Slice(0, m, first, end), a, b.Slice(0, k, first, end), add, product));
        }
    }

    /// <summary>Splits one side of the result among threads, at tile borders.</summary>
    private static void ForEachTileRange(int count, int side, Action<int, int> body) => ParallelRows.For(
        (count + side - 1) / side, 1, (first, end) => body(first * side, Math.Min(count, end * side)));

    /// <summary>Computes a partial result for each part of the inner dimension and adds them up in order.</summary>
    private static void MultiplySplitByDepth(MatrixView c, MatrixView a, MatrixView b, bool add)
    {
        (int m, int n, int k) = (a.Rows, b.Columns, a.Columns);

        // As many parts as threads can share evenly.
        int threads = ParallelRows.ThreadCount;
        int even = (((k - 1) / BlockDepth) + threads) / threads * threads;
        int count = threads == 1 ? 1 : Math.Min(k, Math.Min(even, threads * ParallelRows.PartsPerThread));
        int PartStart(int part) => (int)((long)k * part / count);
        float* parts = (float*)NativeMemory.AlignedAlloc((nuint)((long)count * m * n * sizeof(float)), 64);
        try
        {
            ParallelRows.For(count, 1, (firstPart, endPart) =>
            {
                for (int part = firstPart; part < endPart; part++)
                {
                    (int first, int end) = (PartStart(part), PartStart(part + 1));
                    MultiplyOnThisThread(new MatrixView(parts + ((long)part * m * n), m, n, n, 1), a.Slice(0, m, first, end), b.Slice(first, end, 0, n), add: false, product: 0);
                }
            });
            ParallelRows.For(m, 64, (first, end) =>
            {
                for (int row = first; row < end; row++)
                {
                    Span<float> sum = new(c.Data + (row * c.RowStride), n);
                    for (int part = 0; part < count; part++)
                    {
                        ReadOnlySpan<float> own = new(parts + ((((long)part * m) + row) * n), n);
                        if (part == 0 && !add)
                        {
                            own.CopyTo(sum);
                        }
                        else
                        {
                            System.Numerics.Tensors.TensorPrimitives.Add(sum, own, sum);
                        }
                    }
                }
            });
        }
        finally
        {
            NativeMemory.AlignedFree(parts);
        }
    }

    // The product's number shows whether another part of it has already packed the same matrix on this thread; 0 for never.
    private static void MultiplyOnThisThread(MatrixView c, MatrixView a, MatrixView b, bool add, long product)
    {
        PackingBuffers packing = PackingBuffers.ForCurrentThread;
        int blocks = Math.Max(1, (a.Columns + BlockDepth - 1) / BlockDepth);
        for (int block = 0; block < blocks; block++)
        {
            int first = (int)((long)a.Columns * block / blocks);
            int end = (int)((long)a.Columns * (block + 1) / blocks);
            bool addsHere = add || block > 0;
            for (int row = 0; row < c.Rows; row += BlockRows)
            {
                int lastRow = Math.Min(c.Rows, row + BlockRows);
                float* packedA = packing.PackLeft(a.Slice(row, lastRow, first, end), product);
                for (int column = 0; column < c.Columns; column += PanelColumns)
                {
                    int lastColumn = Math.Min(c.Columns, column + PanelColumns);
                    float* packedB = packing.PackRight(b.Slice(first, end, column, lastColumn), product);
                    MultiplyTiles(c.Slice(row, lastRow, column, lastColumn), packedA, packedB, end - first, addsHere);
                }
            }
        }
    }

    private static void MultiplyTiles(MatrixView c, float* packedA, float* packedB, int depth, bool add)
    {
        float* edge = stackalloc float[GemmMicroKernel.Rows * GemmMicroKernel.Columns];
        for (int row = 0; row < c.Rows; row += GemmMicroKernel.Rows)
        {
            int rows = Math.Min(GemmMicroKernel.Rows, c.Rows - row);
            for (int column = 0; column < c.Columns; column += GemmMicroKernel.Columns)
            {
                int columns = Math.Min(GemmMicroKernel.Columns, c.Columns - column);
                float* a = packedA + ((long)row * depth);
                float* b = packedB + ((long)column * depth);
                float* target = c.Data + (row * c.RowStride) + column;
                if (rows == GemmMicroKernel.Rows && columns == GemmMicroKernel.Columns)
                {
                    GemmMicroKernel.Multiply(depth, a, b, target, c.RowStride, add);
                }
                else
                {
                    GemmMicroKernel.Multiply(depth, a, b, edge, GemmMicroKernel.Columns, add: false);
                    CopyEdge(edge, target, c.RowStride, rows, columns, add);
                }
            }
        }
    }

    private static void CopyEdge(float* edge, float* target, nint stride, int rows, int columns, bool add)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                float value = edge[(row * GemmMicroKernel.Columns) + column];
                target[(row * stride) + column] = add ? target[(row * stride) + column] + value : value;
            }
        }
    }

    private static bool IsIntel()
    {
        if (!X86Base.IsSupported)
        {
            return false;
        }

        // The first four letters of "GenuineIntel", in EBX.
        (_, int ebx, _, _) = X86Base.CpuId(0, 0);
        return ebx == 0x756e6547;
    }
}
