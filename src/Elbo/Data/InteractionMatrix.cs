namespace Elbo.Data;

/// <summary>
/// Who interacted with what: a binary sparse matrix in compressed rows (CSR). One row is one person's
/// history, its entries are item indices in time order, oldest first.
/// </summary>
/// <remarks>Immutable and safe to share between threads. Holds at most 2^31 - 1 entries.</remarks>
public sealed class InteractionMatrix
{
    private readonly int[] offsets;
    private readonly int[] items;

    /// <summary>Takes over the arrays of a CSR matrix; they must not be changed afterwards.</summary>
    /// <param name="offsets">Row r is <paramref name="items"/>[offsets[r] .. offsets[r + 1]); length rows + 1, from 0, never falling.</param>
    /// <param name="items">Item indices in [0, <paramref name="itemCount"/>), each row in time order.</param>
    /// <param name="itemCount">Number of columns.</param>
    /// <exception cref="ArgumentException">The arrays do not make a CSR matrix.</exception>
    public InteractionMatrix(int[] offsets, int[] items, int itemCount)
    {
        ArgumentNullException.ThrowIfNull(offsets);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentOutOfRangeException.ThrowIfNegative(itemCount);
        if (offsets.Length == 0 || offsets[0] != 0 || offsets[^1] != items.Length)
        {
            throw new ArgumentException("offsets must run from 0 to the number of entries", nameof(offsets));
        }

        for (int row = 1; row < offsets.Length; row++)
        {
            if (offsets[row] < offsets[row - 1])
            {
                throw new ArgumentException($"offsets fall at row {row}", nameof(offsets));
            }
        }

        foreach (int item in items)
        {
            if ((uint)item >= (uint)itemCount)
            {
                throw new ArgumentException($"item {item} is outside [0, {itemCount})", nameof(items));
            }
        }

        this.offsets = offsets;
        this.items = items;
        ItemCount = itemCount;
    }

    /// <summary>Number of rows: people.</summary>
    public int RowCount => offsets.Length - 1;

    /// <summary>Number of columns: items.</summary>
    public int ItemCount { get; }

    /// <summary>Number of entries: interactions.</summary>
    public int Count => items.Length;

    /// <summary>Share of the cells that are filled, between 0 and 1; 0 for a matrix without cells.</summary>
    public double Density => RowCount == 0 || ItemCount == 0 ? 0 : Count / ((double)RowCount * ItemCount);

    /// <summary>All entries, row after row.</summary>
    public ReadOnlySpan<int> Items => items;

    /// <summary>Where each row starts, and the end of the last: RowCount + 1 values.</summary>
    public ReadOnlySpan<int> Offsets => offsets;

    /// <summary>The history of one row, oldest first.</summary>
    public ReadOnlySpan<int> Row(int row) => items.AsSpan(offsets[row], offsets[row + 1] - offsets[row]);

    /// <summary>Number of entries in one row.</summary>
    public int RowLength(int row) => offsets[row + 1] - offsets[row];

    /// <summary>How many entries each item has; length <see cref="ItemCount"/>.</summary>
    public int[] ItemFrequencies()
    {
        int[] frequencies = new int[ItemCount];
        foreach (int item in items)
        {
            frequencies[item]++;
        }

        return frequencies;
    }

    /// <summary>A matrix of the given rows, in the given order.</summary>
    public InteractionMatrix SelectRows(ReadOnlySpan<int> rows)
    {
        int[] selectedOffsets = new int[rows.Length + 1];
        for (int i = 0; i < rows.Length; i++)
        {
            selectedOffsets[i + 1] = selectedOffsets[i] + RowLength(rows[i]);
        }

        int[] selectedItems = new int[selectedOffsets[^1]];
        for (int i = 0; i < rows.Length; i++)
        {
            Row(rows[i]).CopyTo(selectedItems.AsSpan(selectedOffsets[i]));
        }

        return new InteractionMatrix(selectedOffsets, selectedItems, ItemCount);
    }

    /// <summary>A matrix from one list of item indices per person.</summary>
    public static InteractionMatrix FromRows(IEnumerable<IReadOnlyCollection<int>> rows, int itemCount)
    {
        ArgumentNullException.ThrowIfNull(rows);
        List<int> offsets = [0];
        List<int> items = [];
        foreach (IReadOnlyCollection<int> row in rows)
        {
            items.AddRange(row);
            offsets.Add(items.Count);
        }

        return new InteractionMatrix([.. offsets], [.. items], itemCount);
    }
}
