using Elbo.Data;

namespace Elbo.Models.Layers;

/// <summary>
/// Weighted sums over the rows of a <see cref="EmbeddingTable"/>, as a sparse matrix in compressed rows: sum r is over entries
/// [Offsets[r], Offsets[r + 1]). Built without torch.
/// </summary>
internal sealed class EmbeddingBagInput
{
    private readonly int tableRows;
    private EntriesByRow? byRow;

    private EmbeddingBagInput(int[] offsets, int[] items, float[] weights, int tableRows)
    {
        this.tableRows = tableRows;
        Offsets = offsets;
        Items = items;
        Weights = weights;
    }

    /// <summary>Where each sum's entries start, and the end of the last.</summary>
    public int[] Offsets { get; }

    /// <summary>Table row of each entry.</summary>
    public int[] Items { get; }

    /// <summary>Weight of each entry.</summary>
    public float[] Weights { get; }

    /// <summary>The same entries grouped by table row; computed on first use.</summary>
    public EntriesByRow ByRow => byRow ??= GroupByRow();

    /// <summary>Computes what the backward pass needs; called while the batch is prepared, off the training thread.</summary>
    public void PrepareBackward() => _ = ByRow;

    /// <summary>Number of sums.</summary>
    public int Count => Offsets.Length - 1;

    /// <summary>
    /// Each history divided by its L2 norm, with dropout on its entries: dropped entries are left out, the rest is scaled up.
    /// </summary>
    /// <param name="histories">Histories.</param>
    /// <param name="rows">Which of them.</param>
    /// <param name="dropout">Fraction of entries to drop.</param>
    /// <param name="random">Decides which entries are dropped; null drops nothing.</param>
    public static EmbeddingBagInput FromHistories(InteractionMatrix histories, ReadOnlySpan<int> rows, double dropout, DeterministicRandom? random)
    {
        int entries = 0;
        foreach (int row in rows)
        {
            entries += histories.RowLength(row);
        }

        int[] offsets = new int[rows.Length + 1];
        int[] items = new int[entries];
        float[] weights = new float[entries];
        int count = 0;
        bool drops = random is not null && dropout > 0;
        float scale = drops ? (float)(1 / (1 - dropout)) : 1;
        for (int i = 0; i < rows.Length; i++)
        {
            ReadOnlySpan<int> history = histories.Row(rows[i]);
            float weight = scale / MathF.Sqrt(history.Length);
            foreach (int item in history)
            {
                if (!drops || random!.NextDouble() >= dropout)
                {
                    items[count] = item;
                    weights[count++] = weight;
                }
            }

            offsets[i + 1] = count;
        }

        return new EmbeddingBagInput(offsets, items[..count], weights[..count], histories.ItemCount);
    }

    /// <summary>One table row per sum, with weight 1.</summary>
    public static EmbeddingBagInput SingleRows(int[] items, int tableRows)
    {
        float[] weights = new float[items.Length];
        weights.AsSpan().Fill(1);
        return new EmbeddingBagInput([.. Enumerable.Range(0, items.Length + 1)], items, weights, tableRows);
    }

    /// <summary>A bag with these entries.</summary>
    public static EmbeddingBagInput Create(int[] offsets, int[] items, float[] weights, int tableRows) => new(offsets, items, weights, tableRows);

    /// <summary>A counting sort: groups the entries by table row and keeps their order.</summary>
    private EntriesByRow GroupByRow()
    {
        int[] next = new int[tableRows];
        int rowCount = 0;
        foreach (int item in Items)
        {
            rowCount += next[item]++ == 0 ? 1 : 0;
        }

        int[] rows = new int[rowCount];
        int[] offsets = new int[rowCount + 1];
        for (int item = 0, row = 0; item < tableRows; item++)
        {
            if (next[item] > 0)
            {
                rows[row] = item;
                offsets[row + 1] = offsets[row] + next[item];
                next[item] = offsets[row++];
            }
        }

        int[] entries = new int[Items.Length];
        int[] entrySums = new int[Items.Length];
        for (int sum = 0; sum < Count; sum++)
        {
            for (int entry = Offsets[sum]; entry < Offsets[sum + 1]; entry++)
            {
                int index = next[Items[entry]]++;
                (entries[index], entrySums[index]) = (entry, sum);
            }
        }

        return new EntriesByRow(rows, offsets, entrySums, entries);
    }

    /// <summary>The entries of a bag grouped by table row.</summary>
    /// <param name="Rows">The table rows that occur, ascending, each once.</param>
    /// <param name="Offsets">Row Rows[i] has entries [Offsets[i], Offsets[i + 1]).</param>
    /// <param name="Sums">The sum each entry belongs to.</param>
    /// <param name="Entries">Each entry's index in the bag.</param>
    public sealed record EntriesByRow(int[] Rows, int[] Offsets, int[] Sums, int[] Entries)
    {
        /// <summary>Reorders values from the bag's order to this one.</summary>
        public float[] Reorder(float[] values)
        {
            float[] ordered = new float[Entries.Length];
            for (int i = 0; i < ordered.Length; i++)
            {
                ordered[i] = values[Entries[i]];
            }

            return ordered;
        }
    }
}
