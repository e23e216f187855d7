namespace Elbo.Inference;

/// <summary>An item like another.</summary>
/// <param name="Item">The item.</param>
/// <param name="Similarity">How alike the model holds them, at most 1.</param>
public sealed record SimilarItem(Item Item, float Similarity);
