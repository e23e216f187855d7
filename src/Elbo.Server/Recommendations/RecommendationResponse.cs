using Elbo.Inference;

namespace Elbo.Server.Recommendations;

/// <summary>The answer to one history.</summary>
/// <param name="Items">The best first; fewer than k where no more are left.</param>
/// <param name="Source">"model", or "popularity" where no item of the history is known.</param>
/// <param name="UnknownItemIds">Ids of the history that the model does not know, at most 100 of them.</param>
/// <param name="UsedItemCount">How many items of the history the model read.</param>
internal sealed record RecommendationResponse(
    IReadOnlyList<RecommendedItemResponse> Items,
    RecommendationSource Source,
    IReadOnlyList<string> UnknownItemIds,
    int UsedItemCount)
{
    /// <param name="result">What the model answered.</param>
    /// <param name="reasons">Reasons for each item in the same order; null for none.</param>
    public static RecommendationResponse From(RecommendationResult result, IReadOnlyList<Explanation>? reasons)
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
                reasons?[i].Reasons.Select(reason => new ReasonResponse(reason.Item.Id, reason.Item.Title, reason.Effect)).ToArray());
        }

        return new RecommendationResponse(items, result.Source, result.UnknownItemIds, result.UsedItemCount);
    }
}
