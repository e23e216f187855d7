namespace Elbo.Ranking;

/// <summary>Filters and reranking of one request, resolved to catalog indices.</summary>
/// <param name="Excluded">Items not to recommend.</param>
/// <param name="Candidates">The only items that may be recommended; null for all.</param>
/// <param name="Categories">The only categories that may be recommended; null for all.</param>
/// <param name="MaxPerCategory">Maximum number of items per category; null for no limit.</param>
/// <param name="Diversity">From 0 to 1.</param>
/// <param name="PopularityDiscount">From 0 to 1.</param>
public sealed record RankingConstraints(
    int[] Excluded, int[]? Candidates, int[]? Categories, int? MaxPerCategory, float Diversity, float PopularityDiscount)
{
    /// <summary>True where the ranking is simply the best scores.</summary>
    public bool IsTopKOnly => MaxPerCategory is null && Diversity == 0;

    internal static RankingConstraints Resolve(RecommendationRequest request, ItemCatalog catalog) => new(
        ResolveNames(request.Exclude, catalog.IndexOf) ?? [],
        ResolveNames(request.Candidates, catalog.IndexOf),
        ResolveNames(request.Categories, catalog.CategoryIndexOf),
        request.MaxPerCategory,
        (float)request.Diversity,
        (float)request.PopularityDiscount);

    private static int[]? ResolveNames(IReadOnlyCollection<string>? names, Func<string, int> find) => names switch
    {
        null => null,
        { Count: 0 } => [],
        _ => [.. names.Select(find).Where(index => index >= 0)],
    };
}
