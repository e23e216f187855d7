using Elbo.Data;

namespace Elbo.Models.Layers;

/// <summary>
/// Weighted sums over the rows of a <see cref="RowTable"/>, as a sparse matrix in compressed rows: sum r is over entries
/// [Offsets[r], Offsets[r + 1]). Made without torch.
/// </summary>
internal sealed class Bag
{
    private Transposed? byRow;

    private Bag(int[] offsets, int[] items, float[] weights)
    {
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

    /// <summary>The same held by table row; made when first asked for.</summary>
    public Transposed ByRow => byRow ??= Transpose();

    /// <summary>Number of sums.</summary>
    public int Count => Offsets.Length - 1;

    /// <summary>
    /// Each history divided by its L2 norm, with dropout on its entries: what is dropped is not in the bag, the rest is scaled up.
    /// </summary>
    /// <param name="histories">Histories.</param>
    /// <param name="rows">Which of them.</param>
    /// <param name="dropout">Share of entries to drop.</param>
    /// <param name="random">Draws what is dropped; null drops nothing.</param>
    public static Bag Normalised(InteractionMatrix histories, ReadOnlySpan<int> rows, double dropout, DeterministicRandom? random)
    {
        int[] offsets = new int[rows.Length + 1];
        List<int> items = [];
        List<float> weights = [];
        bool drops = random is not null && dropout > 0;
        float kept = drops ? (float)(1 / (1 - dropout)) : 1;
        for (int i = 0; i < rows.Length; i++)
        {
            ReadOnlySpan<int> history = histories.Row(rows[i]);
            foreach (int item in history)
            {
                if (!drops || random!.NextDouble() >= dropout)
                {
                    items.Add(item);
                    weights.Add(kept / MathF.Sqrt(history.Length));
                }
            }

            offsets[i + 1] = items.Count;
        }

        return new Bag(offsets, [.. items], [.. weights]);
    }

    /// <summary>One table row per sum, as it is.</summary>
    public static Bag Each(int[] items)
    {
        float[] weights = new float[items.Length];
        weights.AsSpan().Fill(1);
        return new Bag([.. Enumerable.Range(0, items.Length + 1)], items, weights);
    }

    /// <summary>A bag of given entries.</summary>
    public static Bag Of(int[] offsets, int[] items, float[] weights) => new(offsets, items, weights);

    private Transposed Transpose()
    {
        // Item above, sum and entry below: sorted, each item's entries stand together in their order.
        long[] keys = new long[Items.Length];
        int[] sums = new int[Items.Length];
        for (int sum = 0; sum < Count; sum++)
        {
            for (int entry = Offsets[sum]; entry < Offsets[sum + 1]; entry++)
            {
                keys[entry] = ((long)Items[entry] << 32) | (uint)entry;
                sums[entry] = sum;
            }
        }

        Array.Sort(keys);
        List<int> rows = [];
        List<int> offsets = [];
        int[] entries = new int[keys.Length];
        int[] entrySums = new int[keys.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            (int item, int entry) = ((int)(keys[i] >> 32), (int)(uint)keys[i]);
            (entries[i], entrySums[i]) = (entry, sums[entry]);
            if (rows.Count == 0 || rows[^1] != item)
            {
                rows.Add(item);
                offsets.Add(i);
            }
        }

        offsets.Add(keys.Length);
        return new Transposed([.. rows], [.. offsets], entrySums, entries);
    }

    /// <summary>A bag by table row.</summary>
    /// <param name="Rows">The table rows that occur, rising, each once.</param>
    /// <param name="Offsets">Row Rows[i] has entries [Offsets[i], Offsets[i + 1]).</param>
    /// <param name="Sums">The sum each entry belongs to.</param>
    /// <param name="Entries">Its place in the bag.</param>
    public sealed record Transposed(int[] Rows, int[] Offsets, int[] Sums, int[] Entries)
    {
        /// <summary>Values that stand in the bag's order, in this one.</summary>
        public float[] Ordered(float[] values) => Array.ConvertAll(Entries, entry => values[entry]);
    }
}
