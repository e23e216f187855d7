using Elbo.Data;

namespace Elbo.Runs;

/// <summary>People's histories in the items of a run; items that the run does not know are left out.</summary>
public sealed class RunHistories
{
    private readonly InteractionMatrix interactions;
    private readonly int[] columns;
    private readonly int itemCount;

    /// <summary>Maps a data set's histories to a run's items by their ids.</summary>
    public RunHistories(Vocabulary items, DataSet data)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(data);
        interactions = data.Interactions;
        itemCount = items.Count;
        columns = [.. data.Items.Ids.Select(items.IndexOf)];
        UnknownItems = columns.Count(column => column < 0);
        int[] frequencies = interactions.ItemFrequencies();
        UnknownInteractions = frequencies.Where((_, item) => columns[item] < 0).Sum();
    }

    /// <summary>How many of the data's items the run does not know.</summary>
    public int UnknownItems { get; }

    /// <summary>How many interactions are with these.</summary>
    public int UnknownInteractions { get; }

    /// <summary>The histories of a block of people, in time order; some may be empty.</summary>
    public InteractionMatrix Block(int firstRow, int rowCount) =>
        InteractionMatrix.FromRows(Enumerable.Range(firstRow, rowCount).Select(Row), itemCount);

    private List<int> Row(int row)
    {
        List<int> known = [];
        foreach (int item in interactions.Row(row))
        {
            if (columns[item] >= 0)
            {
                known.Add(columns[item]);
            }
        }

        return known;
    }
}
