using Elbo.Inference;
using Elbo.Server.Errors;

namespace Elbo.Server.Recommendations;

/// <summary>One history and what is wanted for it.</summary>
/// <remarks>Members are set rather than initialised: the JSON code made at build time gives initialised ones no defaults.</remarks>
internal record HistoryRequest
{
    /// <summary>Ids of what was chosen, oldest first; may be empty. Default: empty.</summary>
    public IReadOnlyList<string>? History { get; set; }

    /// <summary>How many to recommend, from 1 to 1,000; default 10.</summary>
    public int K { get; set; } = 10;

    /// <summary>Ids not to recommend, besides those of the history.</summary>
    public IReadOnlyList<string>? Exclude { get; set; }

    /// <summary>The only ids to choose from; default all.</summary>
    public IReadOnlyList<string>? Candidates { get; set; }

    /// <summary>Recommend only items of these categories; default all.</summary>
    public IReadOnlyList<string>? Categories { get; set; }

    /// <summary>The most items of one category; default no limit.</summary>
    public int? MaxPerCategory { get; set; }

    /// <summary>How much unlike items are preferred, from 0 (default) to 1.</summary>
    public double Diversity { get; set; }

    /// <summary>How much popular items are held back, from 0 (default) to 1.</summary>
    public double PopularityDiscount { get; set; }

    /// <summary>True to have reasons with each item, which takes many runs of the model; then k is at most 100.</summary>
    public bool Explain { get; set; }

    /// <summary>The most reasons for each item, from 1 to 10; default 3.</summary>
    public int MaxReasons { get; set; } = 3;

    /// <summary>Notes what breaks a rule.</summary>
    /// <param name="errors">Takes what is wrong.</param>
    /// <param name="path">What stands before the names of members, such as "requests[2].".</param>
    public void Check(ValidationErrors errors, string path = "")
    {
        RequestLimits.CheckIds(History, path + "history", errors);
        RequestLimits.CheckIds(Exclude, path + "exclude", errors);
        RequestLimits.CheckIds(Candidates, path + "allowOnly", errors);
        errors.Require(Categories is null || (Categories.Count <= RequestLimits.MaxCategories && Categories.All(RequestLimits.IsValidId)), path + "categories", $"at most {RequestLimits.MaxCategories} names of 1 to {RequestLimits.MaxIdLength} characters");
        errors.Require(K is >= 1 and <= RequestLimits.MaxK, path + "k", $"from 1 to {RequestLimits.MaxK}");
        errors.Require(MaxPerCategory is null or >= 1, path + "maxPerCategory", "at least 1");
        errors.Require(Diversity is >= 0 and <= 1, path + "diversity", "from 0 to 1");
        errors.Require(PopularityDiscount is >= 0 and <= 1, path + "popularityDiscount", "from 0 to 1");
        errors.Require(!Explain || K <= RequestLimits.MaxExplainedItems, path + "k", $"at most {RequestLimits.MaxExplainedItems} with explain");
        errors.Require(MaxReasons is >= 1 and <= RequestLimits.MaxReasons, path + "reasons", $"from 1 to {RequestLimits.MaxReasons}");
    }

    /// <summary>The question to the model.</summary>
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
