namespace Elbo.Inference;

/// <summary>Why an item is recommended.</summary>
/// <param name="Item">The item explained.</param>
/// <param name="Reasons">Items of the history, the one that moved the item most first.</param>
public sealed record Explanation(Item Item, IReadOnlyList<Reason> Reasons);

/// <summary>An item of the history as a reason for a recommendation.</summary>
/// <param name="Item">The item of the history.</param>
/// <param name="Effect">
/// The score of the recommended item less its score where this item is left out of the history (of logits: of their log
/// probabilities); positive where the item speaks for it.
/// </param>
public sealed record Reason(Item Item, float Effect);
