namespace Elbo.Models.Layers;

/// <summary>The gradient of a table of which a step touched few rows; its memory is used again by the next step.</summary>
internal sealed class SparseRowGradient
{
    /// <summary>Whether the step has a gradient; one of no rows is one too.</summary>
    public bool Exists { get; private set; }

    /// <summary>The touched rows, rising; all others have the gradient zero.</summary>
    public int[] Rows { get; private set; } = [];

    /// <summary>Touched row i's gradient is values [i * width, (i + 1) * width); what lies behind is left from earlier steps.</summary>
    public float[] Values { get; private set; } = [];

    /// <summary>Takes rows and makes room for their values, which the caller writes.</summary>
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

    /// <summary>Forgets the gradient and keeps its memory.</summary>
    public void Clear()
    {
        Exists = false;
        Rows = [];
    }
}
