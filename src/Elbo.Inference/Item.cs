namespace Elbo.Inference;

/// <summary>An item that a bundle ranks.</summary>
/// <param name="Id">Its id in the data.</param>
/// <param name="Title">Its title; null where none is known.</param>
/// <param name="Categories">Its categories, such as genres; perhaps none.</param>
/// <param name="InteractionCount">Training interactions with it.</param>
public sealed record Item(string Id, string? Title, IReadOnlyList<string> Categories, int InteractionCount);
