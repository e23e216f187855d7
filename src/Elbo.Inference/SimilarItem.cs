namespace Elbo.Inference;

/// <summary>An item like another.</summary>
/// <param name="Item">The item.</param>
/// <param name="Similarity">How alike the model holds them: the cosine of latent models, the weight between the two of others.</param>
public sealed record SimilarItem(Item Item, float Similarity);
