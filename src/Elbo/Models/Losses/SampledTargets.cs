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
    public SampledTargets(TargetRows targets, int[] items, double[] inclusion, int itemCount)
    {
        Targets = targets;
        Items = items;
        Corrections = [.. inclusion.Select(probability => (float)-Math.Log(probability))];
        Entries = Bag.Of(targets.Offsets, targets.Items, targets.Weights, itemCount);
        Columns = new int[targets.EntryCount];
        for (int entry = 0; entry < Columns.Length; entry++)
        {
            Columns[entry] = Math.Max(-1, Array.BinarySearch(items, targets.Items[entry]));
        }

        Touched = [.. Entries.ByRow.Rows.Union(items).Order()];
        TouchedOfColumn = [.. items.Select(item => Array.BinarySearch(Touched, item))];

        // Drawn items that are nobody's target have no entries: their range is empty.
        TouchedOffsets = new int[Touched.Length + 1];
        int group = 0;
        for (int i = 0; i < Touched.Length; i++)
        {
            bool isTarget = group < Entries.ByRow.Rows.Length && Entries.ByRow.Rows[group] == Touched[i];
            TouchedOffsets[i + 1] = isTarget ? Entries.ByRow.Offsets[++group] : TouchedOffsets[i];
        }
    }

    /// <summary>What each row has to explain.</summary>
    public TargetRows Targets { get; }

    /// <summary>The drawn items.</summary>
    public int[] Items { get; }

    /// <summary>logQ: minus the logarithm of each drawn item's probability to be drawn.</summary>
    public float[] Corrections { get; }

    /// <summary>The targets as a bag over the output layer's rows.</summary>
    public Bag Entries { get; }

    /// <summary>For each target entry its item's column among the drawn ones, or -1.</summary>
    public int[] Columns { get; }

    /// <summary>All items that the step touches, rising: drawn ones and targets.</summary>
    public int[] Touched { get; }

    /// <summary>For each drawn item its place among the touched ones.</summary>
    public int[] TouchedOfColumn { get; }

    /// <summary>Touched item i has the target entries, held by item, [TouchedOffsets[i], TouchedOffsets[i + 1]).</summary>
    public int[] TouchedOffsets { get; }
}
