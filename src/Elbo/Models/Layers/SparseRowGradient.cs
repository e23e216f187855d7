namespace Elbo.Models.Layers;

/// <summary>A table's gradient for the rows that a step has read; the next step reuses its memory.</summary>
internal sealed class SparseRowGradient
{
    /// <summary>Whether the step has a gradient, possibly one without rows.</summary>
    public bool Exists { get; private set; }

    /// <summary>The rows with a gradient, ascending; all others have a gradient of zero.</summary>
    public int[] Rows { get; private set; } = [];

    /// <summary>The gradient of Rows[i] is values [i * width, (i + 1) * width); later values are left over from earlier steps.</summary>
    public float[] Values { get; private set; } = [];

    /// <summary>Sets the rows and returns memory for their values, which the caller writes.</summary>
    public float[] Begin(int[] rows, int width)
    {
        if (Exists)
        {
            throw new InvalidOperationException("a table's rows are read once in a step");
        }

        Exists = true;
        Rows = rows;
        long needed = (long)rows.Length * width;
        if (Values.Length < needed)
        {
            // Half as much again: batches differ in size.
            Values = GC.AllocateUninitializedArray<float>(checked((int)Math.Min(Array.MaxLength, Math.Max(needed, needed * 3 / 2))));
        }

        return Values;
    }

    /// <summary>Clears the gradient and keeps its memory.</summary>
    public void Clear()
    {
        Exists = false;
        Rows = [];
    }
}
