namespace Elbo;

/// <summary>A history and how to rank for it: the single request type of library, server and command line.</summary>
/// <remarks>Properties have setters instead of initializers, because source-generated JSON ignores the defaults of init-only properties.</remarks>
public record RecommendationRequest
{
    /// <summary>
    /// Item ids, oldest first unless <see cref="Times"/> are given; default empty. None of them is recommended. A repeated id counts at its
    /// first event, as in training; unknown ids are reported and otherwise ignored.
    /// </summary>
    public IReadOnlyList<string>? History { get; set; }

    /// <summary>
    /// Time of each history item, in the unit of the training data's times; default unknown. The history is then sorted by time, and equal
    /// times keep the order of the history.
    /// </summary>
    public IReadOnlyList<long>? Times { get; set; }

    /// <summary>Number of recommendations, at least 1; default 10.</summary>
    public int K { get; set; } = 10;

    /// <summary>Item ids to exclude, besides those of the history; unknown ids are ignored.</summary>
    public IReadOnlyCollection<string>? Exclude { get; set; }

    /// <summary>The only item ids that may be recommended; default all. Unknown ids are ignored.</summary>
    public IReadOnlyCollection<string>? Candidates { get; set; }

    /// <summary>Recommend only items of these categories, compared without case; default all.</summary>
    public IReadOnlyCollection<string>? Categories { get; set; }

    /// <summary>Maximum number of items per category, at least 1; an item counts for each of its categories. Default no limit.</summary>
    public int? MaxPerCategory { get; set; }

    /// <summary>
    /// Preference for dissimilar items, from 0 (default, ranks by score alone) to 1: maximal marginal relevance (Carbonell and Goldstein
    /// 1998), (1 - diversity) * relevance - diversity * greatest similarity to an item ranked before. Relevance is the score scaled to 0..1
    /// over the best 10 k items (at least 200).
    /// </summary>
    public double Diversity { get; set; }

    /// <summary>
    /// Penalty for popular items, from 0 (default) to 1. Logits are reduced by this multiple of the logarithm of an item's share of all
    /// interactions; additive scores are divided by the share to this power, and multiplied by it where negative. Shares are smoothed by
    /// one interaction per item. Rankings by popularity are not discounted.
    /// </summary>
    public double PopularityDiscount { get; set; }

    /// <summary>Finds every invalid property.</summary>
    /// <param name="limits">Upper limits; default none.</param>
    /// <returns>The errors, in the order of the properties; empty for a valid request.</returns>
    public IReadOnlyList<RequestError> Validate(RecommendationLimits? limits = null)
    {
        limits ??= RecommendationLimits.None;
        List<RequestError> errors = [];
        RequireIds(History, limits, nameof(History), errors);
        Require(Times is null || Times.Count == (History?.Count ?? 0), nameof(Times), "one time for each item of the history");
        Require(K >= 1 && K <= limits.MaxK, nameof(K), limits.MaxK == int.MaxValue ? "at least 1" : $"from 1 to {limits.MaxK}");
        RequireIds(Exclude, limits, nameof(Exclude), errors);
        RequireIds(Candidates, limits, nameof(Candidates), errors);
        Require(
            Categories is null || (Categories.Count <= limits.MaxCategories && Categories.All(Ids.IsValid)),
            nameof(Categories),
            limits.MaxCategories == int.MaxValue ? $"names of {Ids.Description}" : $"at most {limits.MaxCategories} names of {Ids.Description}");
        Require(MaxPerCategory is null or >= 1, nameof(MaxPerCategory), "at least 1");
        Require(Diversity is >= 0 and <= 1, nameof(Diversity), "from 0 to 1");
        Require(PopularityDiscount is >= 0 and <= 1, nameof(PopularityDiscount), "from 0 to 1");
        return errors;

        void Require(bool isValid, string property, string expected)
        {
            if (!isValid)
            {
                errors.Add(new RequestError(property, expected));
            }
        }
    }

    private static void RequireIds(IReadOnlyCollection<string>? ids, RecommendationLimits limits, string property, List<RequestError> errors)
    {
        if (ids is null)
        {
            return;
        }

        if (ids.Count > limits.MaxIds)
        {
            errors.Add(new RequestError(property, $"at most {limits.MaxIds} ids"));
        }
        else if (!ids.All(Ids.IsValid))
        {
            errors.Add(new RequestError(property, $"each id is a string of {Ids.Description}"));
        }
    }
}

/// <summary>Upper limits of a request, for callers that serve others.</summary>
/// <param name="MaxK">Maximum number of recommendations.</param>
/// <param name="MaxIds">Maximum number of ids in a list.</param>
/// <param name="MaxCategories">Maximum number of categories.</param>
public sealed record RecommendationLimits(int MaxK, int MaxIds, int MaxCategories)
{
    /// <summary>No limits.</summary>
    public static RecommendationLimits None { get; } = new(int.MaxValue, int.MaxValue, int.MaxValue);
}

/// <summary>An invalid property of a request.</summary>
/// <param name="Property">Name of the property.</param>
/// <param name="Expected">What was expected, for example "from 0 to 1".</param>
public readonly record struct RequestError(string Property, string Expected);
