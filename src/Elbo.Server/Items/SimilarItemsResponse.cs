namespace Elbo.Server.Items;

/// <summary>Items like another.</summary>
/// <param name="Items">The most alike first; none where the model keeps none.</param>
internal sealed record SimilarItemsResponse(IReadOnlyList<SimilarItemResponse> Items);
