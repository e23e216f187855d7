using Elbo.Server.Recommendations;
using Microsoft.AspNetCore.Mvc;

namespace Elbo.Server.Users;

/// <summary>What is wanted for a person, in the address.</summary>
/// <param name="K">How many to recommend, from 1 to 1,000; default 10.</param>
/// <param name="Category">Recommend only items of this category; may stand several times.</param>
/// <param name="MaxPerCategory">The most items of one category.</param>
/// <param name="Diversity">How much unlike items are preferred, from 0 to 1.</param>
/// <param name="PopularityDiscount">How much popular items are held back, from 0 to 1.</param>
/// <param name="Explain">True to have reasons with each item.</param>
/// <param name="MaxReasons">The most reasons for each item, from 1 to 10; default 3.</param>
internal sealed record UserRecommendationParameters(
    [FromQuery(Name = "k")] int? K,
    [FromQuery(Name = "category")] string[]? Category,
    [FromQuery(Name = "maxPerCategory")] int? MaxPerCategory,
    [FromQuery(Name = "diversity")] double? Diversity,
    [FromQuery(Name = "popularityDiscount")] double? PopularityDiscount,
    [FromQuery(Name = "explain")] bool? Explain,
    [FromQuery(Name = "reasons")] int? MaxReasons)
{
    public HistoryRequest ToRequest(IReadOnlyList<string> history)
    {
        HistoryRequest defaults = new();
        return defaults with
        {
            History = history,
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
