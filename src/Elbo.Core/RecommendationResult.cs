namespace Elbo;

/// <summary>The answer to one request.</summary>
/// <param name="Items">What is recommended, best first; fewer than asked for where no more are left.</param>
/// <param name="Source">Whether the model chose, or popularity because no item of the history is known.</param>
/// <param name="UnknownItemIds">Ids of the history that the model does not know, each once; at most 100 are told.</param>
/// <param name="UsedItemCount">How many items of the history the model read.</param>
public sealed record RecommendationResult(
    IReadOnlyList<Recommendation> Items,
    RecommendationSource Source,
    IReadOnlyList<string> UnknownItemIds,
    int UsedItemCount);

/// <summary>One item of a ranking.</summary>
/// <param name="Item">The item.</param>
/// <param name="Score">What it was ranked by, a popularity discount included; comparable within one answer only.</param>
public sealed record Recommendation(Item Item, float Score);

/// <summary>Who chose.</summary>
public enum RecommendationSource
{
    /// <summary>The model, from the history.</summary>
    Model,

    /// <summary>Popularity: no item of the history is known. Scores are shares of all interactions.</summary>
    Popularity,
}
