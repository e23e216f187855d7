using Elbo.Inference;

namespace Elbo.Server.Recommending;

/// <summary>The answer to one history.</summary>
/// <param name="Items">The best first; fewer than k where no more are left.</param>
/// <param name="Source">"model", or "popularity" where no item of the history is known.</param>
/// <param name="UnknownItems">Ids of the history that the model does not know, at most 100 of them.</param>
/// <param name="UsedItems">How many items of the history the model read.</param>
internal sealed record RecommendationAnswer(
    IReadOnlyList<RecommendedItem> Items,
    RecommendationSource Source,
    IReadOnlyList<string> UnknownItems,
    int UsedItems)
{
    /// <param name="found">What the model answered.</param>
    /// <param name="reasons">Reasons for each item in the same order; null for none.</param>
    public static RecommendationAnswer Of(Recommendations found, IReadOnlyList<Explanation>? reasons)
    {
        RecommendedItem[] items = new RecommendedItem[found.Items.Count];
        for (int i = 0; i < items.Length; i++)
        {
            Recommendation recommended = found.Items[i];
            items[i] = new RecommendedItem(
                recommended.Item.Id,
                recommended.Item.Title,
                recommended.Item.Categories,
                recommended.Score,
                reasons?[i].Reasons.Select(reason => new ReasonAnswer(reason.Item.Id, reason.Item.Title, reason.Effect)).ToArray());
        }

        return new RecommendationAnswer(items, found.Source, found.UnknownItems, found.UsedItems);
    }
}
