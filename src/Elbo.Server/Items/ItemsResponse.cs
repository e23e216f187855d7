namespace Elbo.Server.Items;

/// <summary>Search results.</summary>
/// <param name="Items">The matching items, most popular first.</param>
internal sealed record ItemsResponse(IReadOnlyList<Item> Items);

/// <summary>An item similar to another.</summary>
/// <param name="Id">The item's id.</param>
/// <param name="Title">The item's title; absent if unknown.</param>
/// <param name="Categories">The item's categories; may be empty.</param>
/// <param name="Similarity">Similarity according to the model, at most 1.</param>
internal sealed record SimilarItemResponse(string Id, string? Title, IReadOnlyList<string> Categories, float Similarity)
{
    public static SimilarItemResponse From(SimilarItem similar) => new(similar.Item.Id, similar.Item.Title, similar.Item.Categories, similar.Similarity);
}

/// <summary>Items similar to another.</summary>
/// <param name="Items">The similar items, most similar first; empty if the bundle stores none.</param>
internal sealed record SimilarItemsResponse(IReadOnlyList<SimilarItemResponse> Items);
