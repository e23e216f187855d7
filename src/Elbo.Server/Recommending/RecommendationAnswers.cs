namespace Elbo.Server.Recommending;

/// <summary>The answers to several histories.</summary>
/// <param name="Results">In the order of the requests.</param>
internal sealed record RecommendationAnswers(IReadOnlyList<RecommendationAnswer> Results);
