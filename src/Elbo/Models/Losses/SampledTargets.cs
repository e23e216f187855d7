using Elbo.Models.Layers;

namespace Elbo.Models.Losses;

/// <summary>
/// A batch's targets and the items drawn for the sampled softmax, with the indices that the loss needs. Computed without torch.
/// </summary>
internal sealed class SampledTargets
{
    /// <param name="targets">The target items of each row; an item at most once a row.</param>
    /// <param name="items">The drawn items, ascending, each once.</param>
    /// <param name="inclusion">The probability of each of being drawn, above 0.</param>
    /// <param name="itemCount">Number of items.</param>
    public SampledTargets(SparseTargets targets, int[] items, double[] inclusion, int itemCount)
    {
        Targets = targets;
        SampledItems = items;
        Corrections = [.. inclusion.Select(probability => (float)-Math.Log(probability))];
        TargetEntries = EmbeddingBagInput.Create(targets.Offsets, targets.Items, targets.Weights, itemCount);
        Columns = new int[targets.EntryCount];
        Columns.AsSpan().Fill(-1);
        ActiveIndexOfColumn = new int[items.Length];
        (ActiveItems, ActiveOffsets) = Merge(TargetEntries.ByRow, items, ActiveIndexOfColumn, Columns);
    }

    /// <summary>The target items of each row.</summary>
    public SparseTargets Targets { get; }

    /// <summary>The drawn items.</summary>
    public int[] SampledItems { get; }

    /// <summary>logQ: minus the logarithm of each drawn item's probability of being drawn.</summary>
    public float[] Corrections { get; }

    /// <summary>The targets as a bag over the output layer's rows.</summary>
    public EmbeddingBagInput TargetEntries { get; }

    /// <summary>For each target entry its item's column among the drawn ones, or -1.</summary>
    public int[] Columns { get; }

    /// <summary>All items of the step, ascending: drawn items and targets.</summary>
    public int[] ActiveItems { get; }

    /// <summary>The index of each drawn item in <see cref="ActiveItems"/>.</summary>
    public int[] ActiveIndexOfColumn { get; }

    /// <summary>ActiveItems[i] has the target entries [ActiveOffsets[i], ActiveOffsets[i + 1]) in the order grouped by item.</summary>
    public int[] ActiveOffsets { get; }

    /// <summary>Merges targets and drawn items into one ascending list; a drawn item that is no target has an empty range of entries.</summary>
    private static (int[] Touched, int[] Offsets) Merge(EmbeddingBagInput.EntriesByRow targets, int[] sampled, int[] activeIndexOfSampled, int[] columns)
    {
        List<int> active = new(targets.Rows.Length + sampled.Length);
        List<int> offsets = new(targets.Rows.Length + sampled.Length + 1) { 0 };
        int group = 0;
        int column = 0;
        while (group < targets.Rows.Length || column < sampled.Length)
        {
            int target = group < targets.Rows.Length ? targets.Rows[group] : int.MaxValue;
            int item = column < sampled.Length ? sampled[column] : int.MaxValue;
            if (item <= target)
            {
                activeIndexOfSampled[column++] = active.Count;
            }

            if (item == target)
            {
                foreach (int entry in targets.Entries.AsSpan(targets.Offsets[group]..targets.Offsets[group + 1]))
                {
                    columns[entry] = column - 1;
                }
            }

            active.Add(Math.Min(target, item));
            offsets.Add(target <= item ? targets.Offsets[++group] : offsets[^1]);
        }

        return ([.. active], [.. offsets]);
    }
}
