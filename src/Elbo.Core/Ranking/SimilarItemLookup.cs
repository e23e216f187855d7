namespace Elbo.Ranking;

/// <summary>The similar items of each item, most similar first.</summary>
/// <param name="Items">items x width; -1 where there are fewer.</param>
/// <param name="Similarities">items x width.</param>
/// <param name="Width">Similar items stored for each item.</param>
public sealed record SimilarItemLookup(ReadOnlyMemory<int> Items, ReadOnlyMemory<float> Similarities, int Width)
{
    /// <summary>No similar items.</summary>
    public static SimilarItemLookup None { get; } = new(default, default, 0);

    /// <summary>The similar items of an item; -1 where there are fewer.</summary>
    public ReadOnlySpan<int> GetItems(int item) => Items.Span.Slice(item * Width, Width);

    /// <summary>The similarities of <see cref="GetItems"/>.</summary>
    public ReadOnlySpan<float> GetSimilarities(int item) => Similarities.Span.Slice(item * Width, Width);

    /// <summary>The greater similarity that either of two items stores for the other; 0 if neither does.</summary>
    public float GetSimilarity(int one, int other) => Math.Max(StoredSimilarity(one, other), StoredSimilarity(other, one));

    private float StoredSimilarity(int item, int other)
    {
        int rank = GetItems(item).IndexOf(other);
        return rank < 0 ? 0 : GetSimilarities(item)[rank];
    }
}
