namespace Elbo.Models.Losses;

/// <summary>The target items of each row of a batch with their weights: a sparse matrix in compressed rows.</summary>
/// <param name="Offsets">Row r is entries [Offsets[r], Offsets[r + 1]); length rows + 1.</param>
/// <param name="Items">Item index of each entry.</param>
/// <param name="Weights">Weight of each entry, at least 0.</param>
internal sealed record SparseTargets(int[] Offsets, int[] Items, float[] Weights)
{
    /// <summary>Number of rows.</summary>
    public int RowCount => Offsets.Length - 1;

    /// <summary>Number of entries.</summary>
    public int EntryCount => Offsets[^1];

    /// <summary>The row of each entry.</summary>
    public int[] RowOfEntry()
    {
        int[] rows = new int[EntryCount];
        for (int row = 0; row < RowCount; row++)
        {
            rows.AsSpan(Offsets[row], Offsets[row + 1] - Offsets[row]).Fill(row);
        }

        return rows;
    }
}
