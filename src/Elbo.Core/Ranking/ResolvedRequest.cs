using System.Buffers;

namespace Elbo.Ranking;

/// <summary>A valid request with ids resolved to catalog indices; it holds no reference to the caller's lists.</summary>
/// <param name="History">Known items of the history, oldest first, each at its first event; none of them is recommended.</param>
/// <param name="ModelInput">The most recent part of the history, which the model uses.</param>
/// <param name="UnknownItemIds">Distinct unknown ids, at most 100.</param>
/// <param name="K">Number of recommendations, at most the number of items.</param>
/// <param name="Constraints">Filters and reranking.</param>
public sealed record ResolvedRequest(
    History History, History ModelInput, IReadOnlyList<string> UnknownItemIds, int K, RankingConstraints Constraints)
{
    private const int MaxReportedUnknownItems = 100;

    /// <summary>Validates a request and resolves its ids.</summary>
    /// <param name="request">The request.</param>
    /// <param name="catalog">The items.</param>
    /// <param name="maxHistory">Number of most recent items that the model uses.</param>
    /// <exception cref="ArgumentException">A property is invalid.</exception>
    public static ResolvedRequest Resolve(RecommendationRequest request, ItemCatalog catalog, int maxHistory)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(catalog);
        if (request.Validate() is { Count: > 0 } errors)
        {
            throw new ArgumentException(string.Join("; ", errors.Select(error => $"{error.Property}: expected {error.Expected}")), nameof(request));
        }

        History history = ResolveHistory(request, catalog, out IReadOnlyList<string> unknownIds);
        return new ResolvedRequest(
            history, history.TakeLast(maxHistory), unknownIds, Math.Min(request.K, catalog.Count), RankingConstraints.Resolve(request, catalog));
    }

    private static History ResolveHistory(RecommendationRequest request, ItemCatalog catalog, out IReadOnlyList<string> unknownIds)
    {
        IReadOnlyList<string> ids = request.History ?? [];
        int[]? order = SortByTime(request.Times);
        int[] items = ArrayPool<int>.Shared.Rent(Math.Min(ids.Count, catalog.Count) + 1);
        long[] times = request.Times is null ? [] : new long[ids.Count];
        using ItemSet seen = new(catalog.Count);
        HashSet<string>? unknownSet = null;
        int count = 0;
        for (int i = 0; i < ids.Count; i++)
        {
            int position = order is null ? i : order[i];
            int item = catalog.IndexOf(ids[position]);
            if (item < 0 && (unknownSet is null || unknownSet.Count < MaxReportedUnknownItems))
            {
                (unknownSet ??= new HashSet<string>(StringComparer.Ordinal)).Add(ids[position]);
            }
            else if (item >= 0 && seen.Add(item))
            {
                if (request.Times is not null)
                {
                    times[count] = request.Times[position];
                }

                items[count++] = item;
            }
        }

        unknownIds = unknownSet is null ? [] : [.. unknownSet];
        History history = new(items.AsSpan(0, count).ToArray(), times.AsMemory(0, Math.Min(count, times.Length)));
        ArrayPool<int>.Shared.Return(items);
        return history;
    }

    /// <summary>Positions by ascending time; equal times keep their order. Null where times are unknown.</summary>
    private static int[]? SortByTime(IReadOnlyList<long>? times) =>
        times is null ? null : [.. Enumerable.Range(0, times.Count).OrderBy(position => times[position])];
}
