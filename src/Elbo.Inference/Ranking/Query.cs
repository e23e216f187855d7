namespace Elbo.Inference.Ranking;

/// <summary>A request that has been read and checked.</summary>
/// <param name="History">The history's known items.</param>
/// <param name="K">How many to recommend.</param>
/// <param name="Options">What to keep to.</param>
internal sealed record Query(History History, int K, RecommendOptions Options)
{
    private static readonly RecommendOptions Usual = new();

    /// <summary>Reads a request.</summary>
    /// <exception cref="ArgumentException">Something in it is out of its range or null.</exception>
    public static Query Of(RecommendRequest request, ItemTable items, int mostHistory)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(request.History, "history");
        RecommendOptions options = request.Options ?? Usual;
        ArgumentOutOfRangeException.ThrowIfLessThan(request.K, 1, "k");
        Check(options);
        return new Query(Ranking.History.Of(request.History, items, mostHistory), request.K, options);
    }

    private static void Check(RecommendOptions options)
    {
        if (options.MaxPerCategory < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.MaxPerCategory, "MaxPerCategory is at least 1");
        }

        if (!(options.Diversity is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Diversity, "Diversity goes from 0 to 1");
        }

        if (!(options.PopularityDiscount is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.PopularityDiscount, "PopularityDiscount goes from 0 to 1");
        }

        if (options.Exclude is null || options.Exclude.Contains(null!) || options.AllowOnly?.Contains(null!) == true || options.Categories?.Contains(null!) == true)
        {
            throw new ArgumentException("an id or a category in the options is null", nameof(options));
        }
    }
}
