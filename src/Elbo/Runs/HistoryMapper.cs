using Elbo.Data;

namespace Elbo.Runs;

/// <summary>Maps users' histories to the items of a run and drops items that the run does not know.</summary>
internal sealed class HistoryMapper
{
    private readonly InteractionMatrix interactions;
    private readonly int[] modelItems;
    private readonly int itemCount;

    /// <summary>Matches the items of a data set with a run's items by id.</summary>
    public HistoryMapper(Vocabulary items, InteractionDataset data)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(data);
        interactions = data.Interactions;
        itemCount = items.Count;
        modelItems = [.. data.Items.Ids.Select(items.IndexOf)];
        UnknownItems = modelItems.Count(column => column < 0);
        int[] frequencies = interactions.ItemFrequencies();
        UnknownInteractions = frequencies.Where((_, item) => modelItems[item] < 0).Sum();
    }

    /// <summary>Number of items in the data that the run does not know.</summary>
    public int UnknownItems { get; }

    /// <summary>Number of interactions with unknown items.</summary>
    public int UnknownInteractions { get; }

    /// <summary>The histories of a block of users with their times, in time order; some may be empty.</summary>
    public InteractionMatrix MapRows(int firstRow, int rowCount)
    {
        List<int> offsets = [0];
        List<int> items = [];
        List<long> times = [];
        for (int row = firstRow; row < firstRow + rowCount; row++)
        {
            for (int entry = interactions.Offsets[row]; entry < interactions.Offsets[row + 1]; entry++)
            {
                if (modelItems[interactions.Items[entry]] is >= 0 and int item)
                {
                    items.Add(item);
                    if (interactions.HasTimes)
                    {
                        times.Add(interactions.Times[entry]);
                    }
                }
            }

            offsets.Add(items.Count);
        }

        return new InteractionMatrix([.. offsets], [.. items], itemCount, interactions.HasTimes ? [.. times] : null);
    }
}
