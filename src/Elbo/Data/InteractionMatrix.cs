namespace Elbo.Data;

/// <summary>
/// Which user interacted with which item, and when: a binary sparse matrix in compressed rows (CSR). One row is one
/// user's history; its entries are item indices in time order, oldest first, each item at most once.
/// </summary>
/// <remarks>Immutable and safe to share between threads. Holds at most 2^31 - 1 entries.</remarks>
public sealed class InteractionMatrix
{
    private readonly int[] offsets;
    private readonly int[] items;

    // Computed when first read, so that models that ignore times cost neither the memory nor the copying.
    private readonly Lazy<long[]>? times;

    /// <summary>Takes ownership of the arrays of a CSR matrix; they must not be changed afterwards.</summary>
    /// <param name="offsets">Row r is <paramref name="items"/>[offsets[r] .. offsets[r + 1]); length rows + 1, from 0, never descending.</param>
    /// <param name="items">Item indices in [0, <paramref name="itemCount"/>), each row in time order.</param>
    /// <param name="itemCount">Number of columns.</param>
    /// <param name="times">When each entry happened, in the data's own unit; null where this is unknown.</param>
    /// <exception cref="ArgumentException">The arrays are not a CSR matrix, or the number of times differs from the number of entries.</exception>
    public InteractionMatrix(int[] offsets, int[] items, int itemCount, long[]? times = null)
        : this(offsets, items, itemCount, times is null ? null : new Lazy<long[]>(times))
    {
        if (times is not null && times.Length != items.Length)
        {
            throw new ArgumentException($"{times.Length} times for {items.Length} interactions", nameof(times));
        }
    }

    internal InteractionMatrix(int[] offsets, int[] items, int itemCount, Lazy<long[]>? times)
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
                throw new ArgumentException($"offsets descend at row {row}", nameof(offsets));
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
        this.times = times;
        ItemCount = itemCount;
    }

    /// <summary>Number of rows: users.</summary>
    public int RowCount => offsets.Length - 1;

    /// <summary>Number of columns: items.</summary>
    public int ItemCount { get; }

    /// <summary>Number of entries: interactions.</summary>
    public int Count => items.Length;

    /// <summary>Fraction of the cells that are filled, between 0 and 1; 0 for a matrix without cells.</summary>
    public double Density => RowCount == 0 || ItemCount == 0 ? 0 : Count / ((double)RowCount * ItemCount);

    /// <summary>Whether the time of each interaction is known.</summary>
    public bool HasTimes => times is not null;

    /// <summary>All entries, row after row.</summary>
    public ReadOnlySpan<int> Items => items;

    /// <summary>When each entry of <see cref="Items"/> happened, in the data's own unit; empty where times are unknown.</summary>
    public ReadOnlySpan<long> Times => times is null ? [] : times.Value;

    /// <summary>Where each row starts, and the end of the last: RowCount + 1 values.</summary>
    public ReadOnlySpan<int> Offsets => offsets;

    /// <summary>The history of one row, oldest first.</summary>
    public ReadOnlySpan<int> Row(int row) => items.AsSpan(offsets[row], offsets[row + 1] - offsets[row]);

    /// <summary>The times of one row, ascending; empty where times are unknown.</summary>
    public ReadOnlySpan<long> RowTimes(int row) => times is null ? [] : Times[offsets[row]..offsets[row + 1]];

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

    /// <summary>A matrix of the given rows, in the given order, with their times if they are known.</summary>
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

        int[] sourceRows = times is null ? [] : rows.ToArray();
        return new InteractionMatrix(
            selectedOffsets, selectedItems, ItemCount, times is null ? null : new Lazy<long[]>(() => SelectTimes(sourceRows, selectedItems.Length)));
    }

    /// <summary>A matrix from one list of item indices per user.</summary>
    /// <param name="rows">For each user the item indices, oldest first.</param>
    /// <param name="itemCount">Number of columns.</param>
    /// <param name="times">For each user the times of these items; null where they are unknown.</param>
    public static InteractionMatrix FromRows(
        IEnumerable<IReadOnlyCollection<int>> rows, int itemCount, IEnumerable<IReadOnlyCollection<long>>? times = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        List<int> offsets = [0];
        List<int> items = [];
        foreach (IReadOnlyCollection<int> row in rows)
        {
            items.AddRange(row);
            offsets.Add(items.Count);
        }

        return new InteractionMatrix([.. offsets], [.. items], itemCount, times is null ? null : [.. times.SelectMany(row => row)]);
    }

    private long[] SelectTimes(int[] rows, int count)
    {
        long[] selected = new long[count];
        int position = 0;
        foreach (int row in rows)
        {
            RowTimes(row).CopyTo(selected.AsSpan(position));
            position += RowLength(row);
        }

        return selected;
    }
}
