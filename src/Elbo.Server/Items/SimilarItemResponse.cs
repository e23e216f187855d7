using Elbo.Inference;

namespace Elbo.Server.Items;

/// <summary>An item like another.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title; absent where none is known.</param>
/// <param name="Categories">Its categories; perhaps none.</param>
/// <param name="Similarity">How alike the model holds them, at most 1.</param>
internal sealed record SimilarItemResponse(string Id, string? Title, IReadOnlyList<string> Categories, float Similarity)
{
    public static SimilarItemResponse From(SimilarItem similar) => new(similar.Item.Id, similar.Item.Title, similar.Item.Categories, similar.Similarity);
}
