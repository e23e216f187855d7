using Elbo.Server.Errors;

namespace Elbo.Server.Recommendations;

/// <summary>One history and its options.</summary>
/// <remarks>Properties have setters instead of initializers, because source-generated JSON ignores the defaults of init-only properties.</remarks>
internal record HistoryRequest
{
    /// <summary>Item ids, oldest first; may be empty. Default: empty.</summary>
    public IReadOnlyList<string>? History { get; set; }

    /// <summary>Number of recommendations, from 1 to 1,000; default 10.</summary>
    public int K { get; set; } = 10;

    /// <summary>Item ids to exclude, besides those of the history.</summary>
    public IReadOnlyList<string>? Exclude { get; set; }

    /// <summary>The only item ids that may be recommended; default all.</summary>
    public IReadOnlyList<string>? Candidates { get; set; }

    /// <summary>Recommend only items of these categories; default all.</summary>
    public IReadOnlyList<string>? Categories { get; set; }

    /// <summary>Maximum number of items per category; default no limit.</summary>
    public int? MaxPerCategory { get; set; }

    /// <summary>Preference for dissimilar items, from 0 (default) to 1.</summary>
    public double Diversity { get; set; }

    /// <summary>Penalty for popular items, from 0 (default) to 1.</summary>
    public double PopularityDiscount { get; set; }

    /// <summary>True to return reasons with each item, which takes many model runs; k is then limited to 100.</summary>
    public bool Explain { get; set; }

    /// <summary>Maximum number of reasons per item, from 1 to 10; default 3.</summary>
    public int MaxReasons { get; set; } = 3;

    /// <summary>Adds an error for each invalid property.</summary>
    /// <param name="errors">Receives the errors.</param>
    /// <param name="path">Prefix of property names, such as "requests[2].".</param>
    public void Check(ValidationErrors errors, string path = "")
    {
        RequestLimits.CheckIds(History, path + "history", errors);
        RequestLimits.CheckIds(Exclude, path + "exclude", errors);
        RequestLimits.CheckIds(Candidates, path + "candidates", errors);
        errors.Require(Categories is null || (Categories.Count <= RequestLimits.MaxCategories && Categories.All(RequestLimits.IsValidId)), path + "categories", $"at most {RequestLimits.MaxCategories} names of 1 to {RequestLimits.MaxIdLength} characters");
        errors.Require(K is >= 1 and <= RequestLimits.MaxK, path + "k", $"from 1 to {RequestLimits.MaxK}");
        errors.Require(MaxPerCategory is null or >= 1, path + "maxPerCategory", "at least 1");
        errors.Require(Diversity is >= 0 and <= 1, path + "diversity", "from 0 to 1");
        errors.Require(PopularityDiscount is >= 0 and <= 1, path + "popularityDiscount", "from 0 to 1");
        errors.Require(!Explain || K <= RequestLimits.MaxExplainedItems, path + "k", $"at most {RequestLimits.MaxExplainedItems} with explain");
        errors.Require(MaxReasons is >= 1 and <= RequestLimits.MaxReasons, path + "maxReasons", $"from 1 to {RequestLimits.MaxReasons}");
    }

    /// <summary>The request to the recommender.</summary>
    public RecommendRequest ToRequest() => new(History ?? [], K, new RecommendOptions
    {
        Exclude = Exclude ?? [],
        Candidates = Candidates,
        Categories = Categories,
        MaxPerCategory = MaxPerCategory,
        Diversity = Diversity,
        PopularityDiscount = PopularityDiscount,
    });
}
