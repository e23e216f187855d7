namespace Elbo.Ranking;

/// <summary><see cref="RecommendOptions"/> in the model's numbers, checked; nothing of the caller's is read any more.</summary>
/// <param name="Excluded">Columns not to recommend.</param>
/// <param name="Candidates">The only columns to choose from; null for all.</param>
/// <param name="Categories">Numbers of the only categories to choose from; null for all.</param>
/// <param name="MaxPerCategory">The most items of one category; null for no limit.</param>
/// <param name="Diversity">From 0 to 1.</param>
/// <param name="PopularityDiscount">From 0 to 1.</param>
internal sealed record RankingConstraints(int[] Excluded, int[]? Candidates, int[]? Categories, int? MaxPerCategory, float Diversity, float PopularityDiscount)
{
    private static readonly RankingConstraints None = new([], null, null, null, 0, 0);

    /// <summary>True where the best scores alone decide.</summary>
    public bool IsTopKOnly => MaxPerCategory is null && Diversity == 0;

    /// <exception cref="ArgumentException">A value is out of its range or an id is null.</exception>
    public static RankingConstraints Resolve(RecommendOptions? options, ItemCatalog catalog)
    {
        if (options is null)
        {
            return None;
        }

        ArgumentNullException.ThrowIfNull(options.Exclude, nameof(options.Exclude));
        RequireFraction(options.Diversity, nameof(options.Diversity));
        RequireFraction(options.PopularityDiscount, nameof(options.PopularityDiscount));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxPerCategory ?? 1, 1, nameof(options.MaxPerCategory));
        return new RankingConstraints(
            ResolveNames(options.Exclude, catalog.IndexOf, nameof(options.Exclude))!,
            ResolveNames(options.Candidates, catalog.IndexOf, nameof(options.Candidates)),
            ResolveNames(options.Categories, catalog.CategoryIndexOf, nameof(options.Categories)),
            options.MaxPerCategory,
            (float)options.Diversity,
            (float)options.PopularityDiscount);
    }

    private static int[]? ResolveNames(IReadOnlyCollection<string>? names, Func<string, int> find, string option)
    {
        if (names is null)
        {
            return null;
        }

        List<int> found = [];
        foreach (string name in names)
        {
            if (find(name ?? throw new ArgumentException($"{option} holds a null", option)) is >= 0 and int index)
            {
                found.Add(index);
            }
        }

        return [.. found];
    }

    private static void RequireFraction(double value, string name)
    {
        if (value is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(name, value, "goes from 0 to 1");
        }
    }
}
