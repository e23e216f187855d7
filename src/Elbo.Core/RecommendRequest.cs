namespace Elbo;

/// <summary>One person's question in a batch.</summary>
/// <param name="History">Ids of what the person chose, oldest first.</param>
/// <param name="K">How many to recommend, at least 1.</param>
/// <param name="Options">What to keep to; null for the defaults.</param>
public sealed record RecommendRequest(IReadOnlyList<string> History, int K, RecommendOptions? Options = null);
