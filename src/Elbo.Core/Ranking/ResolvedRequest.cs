using System.Buffers;

namespace Elbo.Ranking;

/// <summary>A request in the model's numbers, checked.</summary>
/// <param name="HistoryItems">Known items of the history, oldest first, each once; none of them is recommended.</param>
/// <param name="ModelInput">Those that the model reads: the most recent.</param>
/// <param name="UnknownItemIds">Ids that the model does not know, each once, at most 100.</param>
/// <param name="K">How many to recommend, at most the number of items.</param>
/// <param name="Constraints">What to keep to.</param>
internal sealed record ResolvedRequest(int[] HistoryItems, ReadOnlyMemory<int> ModelInput, IReadOnlyList<string> UnknownItemIds, int K, RankingConstraints Constraints)
{
    private const int MaxReportedUnknownItems = 100;

    /// <summary>Reads a request; an id that stands more than once counts where it stands first, as in the preparation of data.</summary>
    /// <exception cref="ArgumentException">A value is out of its range or an id is null.</exception>
    public static ResolvedRequest Resolve(IReadOnlyList<string> history, int k, RecommendOptions? options, ItemCatalog catalog, int maxHistory)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        RankingConstraints constraints = RankingConstraints.Resolve(options, catalog);
        int[] known = ArrayPool<int>.Shared.Rent(Math.Min(history.Count, catalog.Count) + 1);
        try
        {
            int count = ResolveHistory(history, catalog, known, out IReadOnlyList<string> unknownIds);
            int[] historyItems = known.AsSpan(0, count).ToArray();
            return new ResolvedRequest(historyItems, historyItems.AsMemory(Math.Max(0, count - maxHistory)), unknownIds, Math.Min(k, catalog.Count), constraints);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(known);
        }
    }

    private static int ResolveHistory(IReadOnlyList<string> history, ItemCatalog catalog, int[] known, out IReadOnlyList<string> unknownIds)
    {
        using ItemSet seen = new(catalog.Count);
        HashSet<string>? unknownSet = null;
        int count = 0;
        for (int position = 0; position < history.Count; position++)
        {
            string id = history[position] ?? throw new ArgumentException($"id {position} of the history is null", nameof(history));
            int item = catalog.IndexOf(id);
            if (item < 0 && (unknownSet is null || unknownSet.Count < MaxReportedUnknownItems))
            {
                (unknownSet ??= new HashSet<string>(StringComparer.Ordinal)).Add(id);
            }
            else if (item >= 0 && seen.Add(item))
            {
                known[count++] = item;
            }
        }

        unknownIds = unknownSet is null ? [] : [.. unknownSet];
        return count;
    }
}
