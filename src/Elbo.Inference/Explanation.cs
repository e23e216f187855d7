namespace Elbo.Inference;

/// <summary>Why an item is recommended.</summary>
/// <param name="Item">The explained item.</param>
/// <param name="Reasons">Items of the history by descending effect.</param>
public sealed record Explanation(Item Item, IReadOnlyList<Reason> Reasons);

/// <summary>A history item as a reason for a recommendation.</summary>
/// <param name="Item">The history item.</param>
/// <param name="Effect">
/// The score of the recommended item minus its score without this item in the history (for logits, the difference of log
/// probabilities); positive where the item supports the recommendation.
/// </param>
public sealed record Reason(Item Item, float Effect);
