using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Elbo.Models.Kernels;

/// <summary>A thread's memory for packed matrices: values in the order in which <see cref="GemmMicroKernel"/> reads them, padded with zeros to whole tiles.</summary>
internal sealed unsafe class PackingBuffers
{
    [ThreadStatic]
    private static PackingBuffers? current;

    private float* left;
    private float* right;
    private long leftLength;
    private long rightLength;
    private (long Product, nint Data, int Rows, int Columns) packedLeft;
    private (long Product, nint Data, int Rows, int Columns) packedRight;

    private PackingBuffers()
    {
    }

    ~PackingBuffers()
    {
        NativeMemory.AlignedFree(left);
        NativeMemory.AlignedFree(right);
    }

    /// <summary>The buffers of the calling thread.</summary>
    public static PackingBuffers ForCurrentThread => current ??= new PackingBuffers();

    /// <summary>Packs strips of <see cref="GemmMicroKernel.Rows"/> rows, unless the same matrix was packed last for the same product, by another part of it.</summary>
    public float* PackLeft(MatrixView a, long product = 0)
    {
        if (IsPacked(ref packedLeft, a, product))
        {
            return left;
        }

        EnsureCapacity(ref left, ref leftLength, (long)RoundUp(a.Rows, GemmMicroKernel.Rows) * a.Columns);
        for (int row = 0; row < a.Rows; row += GemmMicroKernel.Rows)
        {
            PackStrip(a.Slice(row, Math.Min(a.Rows, row + GemmMicroKernel.Rows), 0, a.Columns), left + ((long)row * a.Columns), GemmMicroKernel.Rows);
        }

        return left;
    }

    /// <summary>Packs strips of <see cref="GemmMicroKernel.Columns"/> columns, unless the same matrix was packed last for the same product, by another part of it.</summary>
    public float* PackRight(MatrixView b, long product = 0)
    {
        if (IsPacked(ref packedRight, b, product))
        {
            return right;
        }

        EnsureCapacity(ref right, ref rightLength, (long)RoundUp(b.Columns, GemmMicroKernel.Columns) * b.Rows);
        for (int column = 0; column < b.Columns; column += GemmMicroKernel.Columns)
        {
            MatrixView strip = b.Slice(0, b.Rows, column, Math.Min(b.Columns, column + GemmMicroKernel.Columns));
            MatrixView turned = new(strip.Data, strip.Columns, strip.Rows, strip.ColumnStride, strip.RowStride);
            PackStrip(turned, right + ((long)column * b.Rows), GemmMicroKernel.Columns);
        }

        return right;
    }

    private static bool IsPacked(ref (long Product, nint Data, int Rows, int Columns) packed, MatrixView matrix, long product)
    {
        (long, nint, int, int) key = (product, (nint)matrix.Data, matrix.Rows, matrix.Columns);
        bool same = product != 0 && packed == key;
        packed = key;
        return same;
    }

    /// <summary>Writes a strip's columns one after the other, each padded to the side.</summary>
    private static void PackStrip(MatrixView strip, float* target, int side)
    {
        if (strip.Rows < side)
        {
            new Span<float>(target, side * strip.Columns).Clear();
        }

        if (strip.RowStride == 1)
        {
            for (int column = 0; column < strip.Columns; column++)
            {
                Copy(strip.Data + (column * strip.ColumnStride), target + ((long)column * side), strip.Rows);
            }

            return;
        }

        // Four rows at a time: few enough streams to read, and the output stays in the cache.
        int row = 0;
        for (; row + 4 <= strip.Rows; row += 4)
        {
            float* source = strip.Data + (row * strip.RowStride);
            float* next = target + row;
            for (int column = 0; column < strip.Columns; column++)
            {
                next[0] = source[0];
                next[1] = source[strip.RowStride];
                next[2] = source[2 * strip.RowStride];
                next[3] = source[3 * strip.RowStride];
                source += strip.ColumnStride;
                next += side;
            }
        }

        for (; row < strip.Rows; row++)
        {
            for (int column = 0; column < strip.Columns; column++)
            {
                target[((long)column * side) + row] = strip.Data[(row * strip.RowStride) + (column * strip.ColumnStride)];
            }
        }
    }

    // A few values, called very often: a call to the library's copy would cost more than the copy itself.
    private static void Copy(float* source, float* target, int count)
    {
        int i = 0;
        for (; i + 4 <= count; i += 4)
        {
            Vector128.Load(source + i).Store(target + i);
        }

        for (; i < count; i++)
        {
            target[i] = source[i];
        }
    }

    private static void EnsureCapacity(ref float* memory, ref long length, long needed)
    {
        if (length < needed)
        {
            NativeMemory.AlignedFree(memory);
            memory = (float*)NativeMemory.AlignedAlloc((nuint)(needed * sizeof(float)), 64);
            length = needed;
        }
    }

    private static int RoundUp(int count, int side) => (count + side - 1) / side * side;
}
