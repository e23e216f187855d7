using System.Numerics.Tensors;

namespace Elbo.Models.Layers;

/// <summary>A table's gradient for the rows that a step has read; the next step reuses its memory.</summary>
internal sealed class SparseRowGradient
{
    private float[] added = [];
    private float[] merged = [];

    /// <summary>Writes the values of a gradient, rows x width.</summary>
    public unsafe delegate void Writer(float* values);

    /// <summary>Whether the step has a gradient, possibly one without rows.</summary>
    public bool Exists { get; private set; }

    /// <summary>The rows with a gradient, ascending; all others have a gradient of zero.</summary>
    public int[] Rows { get; private set; } = [];

    /// <summary>The gradient of Rows[i] is values [i * width, (i + 1) * width); later values are left over from earlier steps.</summary>
    public float[] Values { get; private set; } = [];

    /// <summary>Sets the gradient of some rows (ascending, each once), or adds to it if the step has read the table before.</summary>
    public unsafe void Add(int[] rows, int width, Writer write)
    {
        if (!Exists)
        {
            Exists = true;
            Rows = rows;
            Values = Write(Values, rows, width, write);
        }
        else
        {
            added = Write(added, rows, width, write);
            Merge(rows, width);
        }
    }

    /// <summary>Clears the gradient and keeps its memory.</summary>
    public void Clear()
    {
        Exists = false;
        Rows = [];
    }

    private static unsafe float[] Write(float[] memory, int[] rows, int width, Writer write)
    {
        memory = EnsureLength(memory, (long)rows.Length * width);
        fixed (float* values = memory)
        {
            write(values);
        }

        return memory;
    }

    private static float[] EnsureLength(float[] memory, long needed) => memory.Length >= needed
        ? memory

        // Half as much again: batches differ in size.
        : GC.AllocateUninitializedArray<float>(checked((int)Math.Min(Array.MaxLength, Math.Max(needed, needed * 3 / 2))));

    private void Merge(int[] addedRows, int width)
    {
        int[] rows = [.. Rows.Union(addedRows).Order()];
        merged = EnsureLength(merged, (long)rows.Length * width);
        int own = 0;
        int other = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            Span<float> sum = merged.AsSpan(i * width, width);
            sum.Clear();
            if (own < Rows.Length && Rows[own] == rows[i])
            {
                Values.AsSpan(own++ * width, width).CopyTo(sum);
            }

            if (other < addedRows.Length && addedRows[other] == rows[i])
            {
                TensorPrimitives.Add(sum, added.AsSpan(other++ * width, width), sum);
            }
        }

        (Values, merged) = (merged, Values);
        Rows = rows;
    }
}
