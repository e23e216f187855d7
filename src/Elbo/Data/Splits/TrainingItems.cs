namespace Elbo.Data.Splits;

/// <summary>
/// Renumbers a data set's items to those that occur in training, in the order of their first appearance there.
/// </summary>
internal sealed class TrainingItems
{
    private readonly int[] indices;
    private readonly List<int> originals = [];

    public TrainingItems(int itemCount)
    {
        indices = new int[itemCount];
        Array.Fill(indices, -1);
    }

    public int Count => originals.Count;

    /// <summary>The new index of an item of the data set, or -1 where training lacks it.</summary>
    public int this[int item] => indices[item];

    /// <summary>The new index of an item that occurs in training.</summary>
    public int Add(int item)
    {
        if (indices[item] < 0)
        {
            indices[item] = originals.Count;
            originals.Add(item);
        }

        return indices[item];
    }

    public Vocabulary Select(Vocabulary items) => items.Select(originals);
}
