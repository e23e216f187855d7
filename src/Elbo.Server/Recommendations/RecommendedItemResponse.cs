namespace Elbo.Server.Recommendations;

/// <summary>An item recommended.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title; absent where none is known.</param>
/// <param name="Categories">Its categories; perhaps none.</param>
/// <param name="Score">What it was ranked by; comparable within one answer only.</param>
/// <param name="Reasons">Items of the history that speak for it, the strongest first; absent unless asked for.</param>
internal sealed record RecommendedItemResponse(string Id, string? Title, IReadOnlyList<string> Categories, float Score, IReadOnlyList<ReasonResponse>? Reasons);
