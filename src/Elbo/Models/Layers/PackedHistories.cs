using Elbo.Data;
using static TorchSharp.torch;

namespace Elbo.Models.Layers;

/// <summary>
/// Histories in the order in which a recurrent layer reads them without padding: longest history first; all first items, then all
/// second items, and so on.
/// </summary>
internal sealed class PackedHistories
{
    private readonly InteractionMatrix histories;
    private readonly int droppedAtEnd;

    /// <param name="histories">Histories in time order.</param>
    /// <param name="rows">Rows to pack; each must have more than <paramref name="droppedAtEnd"/> items.</param>
    /// <param name="droppedAtEnd">Number of items at the end that are not read.</param>
    public PackedHistories(InteractionMatrix histories, ReadOnlySpan<int> rows, int droppedAtEnd)
    {
        this.histories = histories;
        this.droppedAtEnd = droppedAtEnd;
        Rows = [.. rows.ToArray().OrderByDescending(histories.RowLength)];
        PositionCount = Rows.Sum(Length);
        Items = EmbeddingBagInput.SingleRows([.. Positions().Select(position => histories.Row(Rows[position.Row])[position.Step])], histories.ItemCount);
    }

    /// <summary>The rows, longest history first; rows of equal length stay in their order.</summary>
    public int[] Rows { get; }

    /// <summary>Number of steps over all histories.</summary>
    public int PositionCount { get; }

    /// <summary>Number of items of a row that are read.</summary>
    public int Length(int row) => histories.RowLength(row) - droppedAtEnd;

    /// <summary>Every step in packed order: the index of its row in <see cref="Rows"/>, and the position of the item within the history.</summary>
    public IEnumerable<(int Row, int Step)> Positions()
    {
        int active = Rows.Length;
        for (int step = 0; active > 0; step++)
        {
            while (active > 0 && Length(Rows[active - 1]) <= step)
            {
                active--;
            }

            for (int row = 0; row < active; row++)
            {
                yield return (row, step);
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

    /// <summary>Number of histories at each step, descending.</summary>
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

        return tensor(Rows.Select((row, index) => starts[Length(row) - 1] + index).ToArray(), device: device);
    }

    /// <summary>The histories' lengths, for packing; on the CPU whatever the device of the items.</summary>
    public Tensor Lengths() => tensor(Rows.Select(row => (long)Length(row)).ToArray());
}
