namespace Elbo;

/// <summary>An item: the single record type shared by data, runs, bundles, recommender and server.</summary>
/// <param name="Id">Its id in the data.</param>
/// <param name="Title">Its title; null if unknown.</param>
/// <param name="Categories">Its categories, such as genres; may be empty.</param>
/// <param name="InteractionCount">Number of training interactions with it; 0 before training.</param>
public sealed record Item(string Id, string? Title, IReadOnlyList<string> Categories, int InteractionCount)
{
    /// <summary>The title, or the id where no title is known.</summary>
    public string DisplayName() => Title ?? Id;
}

/// <summary>An item similar to another.</summary>
/// <param name="Item">The item.</param>
/// <param name="Similarity">The cosine of their vectors if the model has a latent space, else the score of this item for a history of the other.</param>
public sealed record SimilarItem(Item Item, float Similarity);
