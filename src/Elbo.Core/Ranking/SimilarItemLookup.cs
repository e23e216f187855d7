namespace Elbo.Ranking;

/// <summary>Each item's similar items, most similar first.</summary>
/// <param name="Items">items x width; -1 where there are fewer.</param>
/// <param name="Similarities">items x width.</param>
/// <param name="Width">Similar items kept for each item.</param>
internal sealed record SimilarItemLookup(ReadOnlyMemory<int> Items, ReadOnlyMemory<float> Similarities, int Width)
{
    public ReadOnlySpan<int> GetItems(int item) => Items.Span.Slice(item * Width, Width);

    public ReadOnlySpan<float> GetSimilarities(int item) => Similarities.Span.Slice(item * Width, Width);

    /// <summary>How alike two items are, from whichever of the two keeps the other; 0 where neither does.</summary>
    public float GetSimilarity(int one, int other) => Math.Max(StoredSimilarity(one, other), StoredSimilarity(other, one));

    private float StoredSimilarity(int item, int other)
    {
        int rank = GetItems(item).IndexOf(other);
        return rank < 0 ? 0 : GetSimilarities(item)[rank];
    }
}
