using Elbo.Models.Layers;

namespace Elbo.Models.Losses;

/// <summary>
/// A batch's targets beside the items drawn for the sampled softmax, with all that the loss has to look up. Made without torch.
/// </summary>
internal sealed class SampledTargets
{
    /// <param name="targets">What each row has to explain; an item at most once a row.</param>
    /// <param name="items">The drawn items, rising, each once.</param>
    /// <param name="inclusion">For each its probability to be drawn, above 0.</param>
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

    /// <summary>What each row has to explain.</summary>
    public SparseTargets Targets { get; }

    /// <summary>The drawn items.</summary>
    public int[] SampledItems { get; }

    /// <summary>logQ: minus the logarithm of each drawn item's probability to be drawn.</summary>
    public float[] Corrections { get; }

    /// <summary>The targets as a bag over the output layer's rows.</summary>
    public EmbeddingBagInput TargetEntries { get; }

    /// <summary>For each target entry its item's column among the drawn ones, or -1.</summary>
    public int[] Columns { get; }

    /// <summary>All items that the step touches, rising: drawn ones and targets.</summary>
    public int[] ActiveItems { get; }

    /// <summary>For each drawn item its place among the touched ones.</summary>
    public int[] ActiveIndexOfColumn { get; }

    /// <summary>Touched item i has the target entries, held by item, [TouchedOffsets[i], TouchedOffsets[i + 1]).</summary>
    public int[] ActiveOffsets { get; }

    /// <summary>Targets and drawn items in one rising list; a drawn item that is nobody's target has an empty range of entries.</summary>
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
