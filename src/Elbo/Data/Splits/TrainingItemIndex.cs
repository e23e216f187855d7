namespace Elbo.Data.Splits;

/// <summary>
/// Maps the items of a data set to indices of those that occur in training, in the order of their first appearance there.
/// </summary>
internal sealed class TrainingItemIndex
{
    private readonly int[] indices;
    private readonly List<int> datasetItems = [];

    public TrainingItemIndex(int itemCount)
    {
        indices = new int[itemCount];
        Array.Fill(indices, -1);
    }

    public int Count => datasetItems.Count;

    /// <summary>The new index of an item of the data set, or -1 if training lacks it.</summary>
    public int this[int item] => indices[item];

    /// <summary>The new index of an item that occurs in training.</summary>
    public int Add(int item)
    {
        if (indices[item] < 0)
        {
            indices[item] = datasetItems.Count;
            datasetItems.Add(item);
        }

        return indices[item];
    }

    public Vocabulary ToVocabulary(Vocabulary items) => items.Select(datasetItems);
}
