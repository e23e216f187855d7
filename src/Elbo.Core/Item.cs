namespace Elbo;

/// <summary>An item that a bundle ranks.</summary>
/// <param name="Id">Its id in the data.</param>
/// <param name="Title">Its title; null where none is known.</param>
/// <param name="Categories">Its categories, such as genres; perhaps none.</param>
/// <param name="InteractionCount">Training interactions with it.</param>
public sealed record Item(string Id, string? Title, IReadOnlyList<string> Categories, int InteractionCount);

/// <summary>An item like another.</summary>
/// <param name="Item">The item.</param>
/// <param name="Similarity">How alike the model holds them: the cosine of latent models, the weight between the two of others.</param>
public sealed record SimilarItem(Item Item, float Similarity);
