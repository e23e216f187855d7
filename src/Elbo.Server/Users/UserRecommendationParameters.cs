using Elbo.Server.Events;
using Elbo.Server.Recommendations;
using Microsoft.AspNetCore.Mvc;

namespace Elbo.Server.Users;

/// <summary>Query parameters of a stored user's recommendations.</summary>
/// <param name="K">Number of recommendations, from 1 to 1,000; default 10.</param>
/// <param name="Category">Recommend only items of this category; may be repeated.</param>
/// <param name="MaxPerCategory">Maximum number of items per category.</param>
/// <param name="Diversity">Preference for dissimilar items, from 0 to 1.</param>
/// <param name="PopularityDiscount">Penalty for popular items, from 0 to 1.</param>
/// <param name="Explain">True to return reasons with each item.</param>
/// <param name="MaxReasons">Maximum number of reasons per item, from 1 to 10; default 3.</param>
internal sealed record UserRecommendationParameters(
    [FromQuery(Name = "k")] int? K,
    [FromQuery(Name = "category")] string[]? Category,
    [FromQuery(Name = "maxPerCategory")] int? MaxPerCategory,
    [FromQuery(Name = "diversity")] double? Diversity,
    [FromQuery(Name = "popularityDiscount")] double? PopularityDiscount,
    [FromQuery(Name = "explain")] bool? Explain,
    [FromQuery(Name = "maxReasons")] int? MaxReasons)
{
    public HistoryRequest ToRequest(StoredHistory history)
    {
        HistoryRequest defaults = new();
        return defaults with
        {
            History = history.Items,
            Times = history.Times,
            K = K ?? defaults.K,
            Categories = Category is { Length: > 0 } ? Category : null,
            MaxPerCategory = MaxPerCategory,
            Diversity = Diversity ?? defaults.Diversity,
            PopularityDiscount = PopularityDiscount ?? defaults.PopularityDiscount,
            Explain = Explain ?? defaults.Explain,
            MaxReasons = MaxReasons ?? defaults.MaxReasons,
        };
    }
}
