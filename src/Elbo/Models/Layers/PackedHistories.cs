using Elbo.Data;
using static TorchSharp.torch;

namespace Elbo.Models.Layers;

/// <summary>
/// Histories as a recurrent layer reads them without padding: longest first, and then all first items, all
/// second items and so on.
/// </summary>
internal sealed class PackedHistories
{
    private readonly InteractionMatrix histories;
    private readonly int droppedAtEnd;

    /// <param name="histories">Histories in time order.</param>
    /// <param name="rows">Rows to pack; each must have more than <paramref name="droppedAtEnd"/> items.</param>
    /// <param name="droppedAtEnd">How many of the last items are not read.</param>
    public PackedHistories(InteractionMatrix histories, ReadOnlySpan<int> rows, int droppedAtEnd)
    {
        this.histories = histories;
        this.droppedAtEnd = droppedAtEnd;
        Rows = [.. rows.ToArray().OrderByDescending(histories.RowLength)];
        PositionCount = Rows.Sum(Length);
        Items = EmbeddingBagInput.SingleRows([.. Positions().Select(position => histories.Row(Rows[position.Place])[position.Step])], histories.ItemCount);
    }

    /// <summary>The rows, longest history first; rows of equal length stay in their order.</summary>
    public int[] Rows { get; }

    /// <summary>Number of steps over all histories.</summary>
    public int PositionCount { get; }

    /// <summary>How many items of a row are read.</summary>
    public int Length(int row) => histories.RowLength(row) - droppedAtEnd;

    /// <summary>Every step in packed order: the place of its row in <see cref="Rows"/>, and the index of the item just read.</summary>
    public IEnumerable<(int Place, int Step)> Positions()
    {
        int active = Rows.Length;
        for (int step = 0; active > 0; step++)
        {
            while (active > 0 && Length(Rows[active - 1]) <= step)
            {
                active--;
            }

            for (int place = 0; place < active; place++)
            {
                yield return (place, step);
            }
        }
    }

    /// <summary>Item indices, step after step, longest history first, padded with item 0: steps x histories.</summary>
    public Tensor PaddedItems(Device device)
    {
        int steps = Length(Rows[0]);
        long[] padded = new long[steps * Rows.Length];
        for (int i = 0; i < Rows.Length; i++)
        {
            ReadOnlySpan<int> history = histories.Row(Rows[i])[..Length(Rows[i])];
            for (int step = 0; step < history.Length; step++)
            {
                padded[(step * Rows.Length) + i] = history[step];
            }
        }

        return tensor(padded, steps, Rows.Length, device: device);
    }

    /// <summary>The items read, in packed order.</summary>
    public EmbeddingBagInput Items { get; }

    /// <summary>How many histories each step has: never rising.</summary>
    public int[] BatchSizes()
    {
        int[] batchSizes = new int[Rows.Length == 0 ? 0 : Length(Rows[0])];
        foreach (int row in Rows)
        {
            for (int step = 0; step < Length(row); step++)
            {
                batchSizes[step]++;
            }
        }

        return batchSizes;
    }

    /// <summary>For each history, longest first, the packed position of its last step.</summary>
    public Tensor LastPositions(Device device)
    {
        int[] batchSizes = BatchSizes();
        long[] starts = new long[batchSizes.Length];
        for (int step = 1; step < batchSizes.Length; step++)
        {
            starts[step] = starts[step - 1] + batchSizes[step - 1];
        }

        return tensor(Rows.Select((row, place) => starts[Length(row) - 1] + place).ToArray(), device: device);
    }

    /// <summary>The histories' lengths, for packing; on the CPU wherever the items are.</summary>
    public Tensor Lengths() => tensor(Rows.Select(row => (long)Length(row)).ToArray());
}
