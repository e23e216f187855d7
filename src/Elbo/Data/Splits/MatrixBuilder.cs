namespace Elbo.Data.Splits;

/// <summary>Collects interactions of a data set into an <see cref="InteractionMatrix"/> over the items of training.</summary>
/// <remarks>Each row is a subsequence of one user's history, which is how the times are found again when a model asks for them.</remarks>
internal sealed class MatrixBuilder(InteractionDataset data, TrainingItemIndex index)
{
    private readonly List<int> offsets = [0];
    private readonly List<int> items = [];

    /// <summary>For each finished row its row in the data set.</summary>
    public List<int> Users { get; } = [];

    /// <summary>Number of entries in the row being built.</summary>
    public int RowLength => items.Count - offsets[^1];

    /// <summary>Adds an entry to the row being built.</summary>
    /// <param name="item">An index of <see cref="TrainingItemIndex"/>.</param>
    public void Add(int item) => items.Add(item);

    /// <summary>Finishes the row with the entries added since the last one.</summary>
    public void EndRow(int user)
    {
        offsets.Add(items.Count);
        Users.Add(user);
    }

    /// <summary>Drops the entries added since the last row.</summary>
    public void DiscardRow() => items.RemoveRange(offsets[^1], RowLength);

    /// <summary>The matrix of all finished rows.</summary>
    public InteractionMatrix Build()
    {
        int[] rowOffsets = [.. offsets];
        int[] rowItems = [.. items];
        return new InteractionMatrix(
            rowOffsets, rowItems, index.Count, data.Interactions.HasTimes ? new Lazy<long[]>(() => FindTimes(rowOffsets, rowItems)) : null);
    }

    private long[] FindTimes(int[] rowOffsets, int[] rowItems)
    {
        long[] times = new long[rowItems.Length];
        for (int row = 0; row < Users.Count; row++)
        {
            ReadOnlySpan<int> history = data.Interactions.Row(Users[row]);
            ReadOnlySpan<long> historyTimes = data.Interactions.RowTimes(Users[row]);
            int position = 0;
            for (int entry = rowOffsets[row]; entry < rowOffsets[row + 1]; entry++)
            {
                while (index[history[position]] != rowItems[entry])
                {
                    position++;
                }

                times[entry] = historyTimes[position++];
            }
        }

        return times;
    }
}
