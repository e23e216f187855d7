namespace Elbo.Inference;

/// <summary>An item of the history as a reason for a recommendation.</summary>
/// <param name="Item">The item of the history.</param>
/// <param name="Effect">
/// The score of the recommended item less its score where this item is left out of the history (of logits: of their log
/// probabilities); positive where the item speaks for it.
/// </param>
public sealed record Reason(Item Item, float Effect);
