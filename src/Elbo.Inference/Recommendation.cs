namespace Elbo.Inference;

/// <summary>One item of a ranking.</summary>
/// <param name="Item">The item.</param>
/// <param name="Score">What it was ranked by, a popularity discount included; comparable within one answer only.</param>
public sealed record Recommendation(Item Item, float Score);
