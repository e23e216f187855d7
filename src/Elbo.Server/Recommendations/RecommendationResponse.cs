using Elbo.Inference;

namespace Elbo.Server.Recommendations;

/// <summary>The recommendations for one history.</summary>
/// <param name="Items">The recommended items, best first; fewer than k if no more are left.</param>
/// <param name="Source">"model", or "popularity" if no item of the history is known.</param>
/// <param name="UnknownItemIds">Ids of the history that the model does not know, at most 100 of them.</param>
/// <param name="UsedItemCount">Number of items of the history that the model used.</param>
internal sealed record RecommendationResponse(
    IReadOnlyList<RecommendedItemResponse> Items,
    RecommendationSource Source,
    IReadOnlyList<string> UnknownItemIds,
    int UsedItemCount)
{
    /// <param name="result">The model's result.</param>
    /// <param name="explanations">The explanation of each item, in the same order; null for none.</param>
    public static RecommendationResponse From(RecommendationResult result, IReadOnlyList<Explanation>? explanations)
    {
        RecommendedItemResponse[] items = new RecommendedItemResponse[result.Items.Count];
        for (int i = 0; i < items.Length; i++)
        {
            Recommendation recommended = result.Items[i];
            items[i] = new RecommendedItemResponse(
                recommended.Item.Id,
                recommended.Item.Title,
                recommended.Item.Categories,
                recommended.Score,
                explanations?[i].Reasons.Select(reason => new ReasonResponse(reason.Item.Id, reason.Item.Title, reason.Effect)).ToArray());
        }

        return new RecommendationResponse(items, result.Source, result.UnknownItemIds, result.UsedItemCount);
    }
}

/// <summary>The recommendations for several histories.</summary>
/// <param name="Results">The results, in the order of the requests.</param>
internal sealed record RecommendationsResponse(IReadOnlyList<RecommendationResponse> Results);

/// <summary>A recommended item.</summary>
/// <param name="Id">The item's id.</param>
/// <param name="Title">The item's title; absent if unknown.</param>
/// <param name="Categories">The item's categories; may be empty.</param>
/// <param name="Score">The score used for ranking; only comparable within one response.</param>
/// <param name="Reasons">Items of the history that contributed most, strongest first; absent unless requested.</param>
internal sealed record RecommendedItemResponse(string Id, string? Title, IReadOnlyList<string> Categories, float Score, IReadOnlyList<ReasonResponse>? Reasons);

/// <summary>An item of the history as a reason for a recommendation.</summary>
/// <param name="Id">The item's id.</param>
/// <param name="Title">The item's title; absent if unknown.</param>
/// <param name="Effect">The recommended item's score minus its score without this item in the history.</param>
internal sealed record ReasonResponse(string Id, string? Title, float Effect);
