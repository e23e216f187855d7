using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static TorchSharp.torch;

namespace Elbo.Models.Layers;

/// <summary>
/// Products of matrices on the CPU. libtorch's MKL leaves the 512-bit vectors of processors that are not Intel's unused; on those the
/// product is done here, packed and tiled as in Goto and van de Geijn 2008. Everywhere else, and for small ones, it is torch's.
/// </summary>
internal static unsafe class MatrixProduct
{
    // The inner dimension is cut so that a packed strip of a stays in the first-level cache, and the columns so that a packed
    // panel of b stays in the second-level cache.
    private const int Depth = 640;
    private const int PanelColumns = 256;

    // Rows that are packed at once; they stream through the last-level cache.
    private const int BlockRows = 2520;

    // Below this many multiplications waking threads and packing cost more than is won.
    private const long Smallest = 1L << 21;

    private static readonly bool Wide = Vector512.IsHardwareAccelerated && !IsIntel();

    /// <summary>c = a b, or c += a b.</summary>
    /// <param name="c">m x n, contiguous.</param>
    /// <param name="a">m x k, contiguous or a transposed view of what is.</param>
    /// <param name="b">k x n, likewise.</param>
    /// <param name="add">True to add.</param>
    public static void Into(Tensor c, Tensor a, Tensor b, bool add = false)
    {
        if (!IsDoneHere(a.shape[0], a.shape[1], b.shape[1]))
        {
            c.addmm_(a, b, add ? 1 : 0, 1);
        }
        else
        {
            Tiled(new Operand(c), new Operand(a), new Operand(b), add);
        }
    }

    /// <summary>Whether a product m x k x n is done here; otherwise it is torch's.</summary>
    public static bool IsDoneHere(long m, long k, long n) => Wide && m * k * n >= Smallest;

    /// <summary>The same, always done here.</summary>
    internal static void Tiled(Operand c, Operand a, Operand b, bool add)
    {
        (int m, int n, int k) = (a.Rows, b.Columns, a.Columns);
        if (k > m && k > n)
        {
            TiledByDepth(c, a, b, add);
        }
        else if (m > n)
        {
            ShareTiles(m, ProductTile.Rows, (first, end) => Serial(c.Part(first, end, 0, n), a.Part(first, end, 0, k), b, add));
        }
        else
        {
            ShareTiles(n, ProductTile.Columns, (first, end) => Serial(c.Part(0, m, first, end), a, b.Part(0, k, first, end), add));
        }
    }

    /// <summary>Shares a side of the result, cut between tiles.</summary>
    private static void ShareTiles(int count, int side, Action<int, int> body) => ParallelRows.For(
        (count + side - 1) / side, 1, (first, end) => body(first * side, Math.Min(count, end * side)));

    /// <summary>Sums parts of the inner dimension into a matrix each; the parts are added in order.</summary>
    private static void TiledByDepth(Operand c, Operand a, Operand b, bool add)
    {
        (int m, int n, int k) = (a.Rows, b.Columns, a.Columns);

        // As many parts as threads can share evenly.
        int threads = get_num_threads();
        int even = (((k - 1) / Depth) + threads) / threads * threads;
        int count = threads == 1 ? 1 : Math.Min(k, Math.Min(even, threads * ParallelRows.PartsPerThread));
        int Border(int part) => (int)((long)k * part / count);
        float* parts = (float*)NativeMemory.AlignedAlloc((nuint)((long)count * m * n * sizeof(float)), 64);
        try
        {
            ParallelRows.For(count, 1, (firstPart, endPart) =>
            {
                for (int part = firstPart; part < endPart; part++)
                {
                    (int first, int end) = (Border(part), Border(part + 1));
                    Serial(new Operand(parts + ((long)part * m * n), m, n, n, 1), a.Part(0, m, first, end), b.Part(first, end, 0, n), add: false);
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

    private static void Serial(Operand c, Operand a, Operand b, bool add)
    {
        Packing packing = Packing.OfThisThread;
        int blocks = Math.Max(1, (a.Columns + Depth - 1) / Depth);
        for (int block = 0; block < blocks; block++)
        {
            int first = (int)((long)a.Columns * block / blocks);
            int end = (int)((long)a.Columns * (block + 1) / blocks);
            bool addsHere = add || block > 0;
            for (int row = 0; row < c.Rows; row += BlockRows)
            {
                int lastRow = Math.Min(c.Rows, row + BlockRows);
                float* packedA = packing.Left(a.Part(row, lastRow, first, end));
                for (int column = 0; column < c.Columns; column += PanelColumns)
                {
                    int lastColumn = Math.Min(c.Columns, column + PanelColumns);
                    float* packedB = packing.Right(b.Part(first, end, column, lastColumn));
                    Tiles(c.Part(row, lastRow, column, lastColumn), packedA, packedB, end - first, addsHere);
                }
            }
        }
    }

    private static void Tiles(Operand c, float* packedA, float* packedB, int depth, bool add)
    {
        float* edge = stackalloc float[ProductTile.Rows * ProductTile.Columns];
        for (int row = 0; row < c.Rows; row += ProductTile.Rows)
        {
            int rows = Math.Min(ProductTile.Rows, c.Rows - row);
            for (int column = 0; column < c.Columns; column += ProductTile.Columns)
            {
                int columns = Math.Min(ProductTile.Columns, c.Columns - column);
                float* a = packedA + ((long)row * depth);
                float* b = packedB + ((long)column * depth);
                float* target = c.Data + (row * c.RowStride) + column;
                if (rows == ProductTile.Rows && columns == ProductTile.Columns)
                {
                    ProductTile.Multiply(depth, a, b, target, c.RowStride, add);
                }
                else
                {
                    ProductTile.Multiply(depth, a, b, edge, ProductTile.Columns, add: false);
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
                float value = edge[(row * ProductTile.Columns) + column];
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

        // "GenuineIntel" begins with these four letters in EBX.
        (_, int ebx, _, _) = X86Base.CpuId(0, 0);
        return ebx == 0x756e6547;
    }
}
