namespace Elbo;

/// <summary>The recommendations for one request.</summary>
/// <param name="Items">The recommended items, best first; fewer than requested if no more are left.</param>
/// <param name="Source">Whether the model or popularity ranked them.</param>
/// <param name="UnknownItemIds">Distinct ids of the history that the catalog does not contain, at most 100.</param>
/// <param name="UsedItemCount">Number of history items the model used.</param>
public sealed record RecommendationResult(
    IReadOnlyList<Recommendation> Items,
    RecommendationSource Source,
    IReadOnlyList<string> UnknownItemIds,
    int UsedItemCount);

/// <summary>A recommended item.</summary>
/// <param name="Item">The item.</param>
/// <param name="Score">The score it was ranked by, after any popularity discount; comparable within one result only.</param>
public sealed record Recommendation(Item Item, float Score);

/// <summary>What a ranking is based on.</summary>
public enum RecommendationSource
{
    /// <summary>The model's scores for the history.</summary>
    Model,

    /// <summary>Popularity in the training data, because no item of the history is known; scores are shares of all interactions.</summary>
    Popularity,
}
