namespace Elbo.Data;

/// <summary>What a search for an item came to.</summary>
/// <param name="Kind">Whether it found the item.</param>
/// <param name="Items">
/// Item indices: the one that was found, all that bear the title, or up to five that come near, the nearest first.
/// </param>
public sealed record TitleMatch(TitleMatchKind Kind, IReadOnlyList<int> Items);
