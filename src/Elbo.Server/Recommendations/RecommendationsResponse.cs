namespace Elbo.Server.Recommendations;

/// <summary>The answers to several histories.</summary>
/// <param name="Results">In the order of the requests.</param>
internal sealed record RecommendationsResponse(IReadOnlyList<RecommendationResponse> Results);
