namespace Elbo.Inference;

/// <summary>Why an item is recommended.</summary>
/// <param name="Item">The item explained.</param>
/// <param name="Reasons">Items of the history, the one that moved the item most first.</param>
public sealed record Explanation(Item Item, IReadOnlyList<Reason> Reasons);
