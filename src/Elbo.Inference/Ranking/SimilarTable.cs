namespace Elbo.Inference.Ranking;

/// <summary>Each item's similar items, most similar first.</summary>
/// <param name="Columns">items x width; -1 where there are fewer.</param>
/// <param name="Similarities">items x width.</param>
/// <param name="Width">Similar items kept for each item.</param>
internal sealed record SimilarTable(ReadOnlyMemory<int> Columns, ReadOnlyMemory<float> Similarities, int Width)
{
    public ReadOnlySpan<int> Of(int column) => Columns.Span.Slice(column * Width, Width);

    public ReadOnlySpan<float> SimilaritiesOf(int column) => Similarities.Span.Slice(column * Width, Width);

    /// <summary>How alike two items are, from whichever of the two keeps the other; 0 where neither does.</summary>
    public float Between(int one, int other) => Math.Max(Kept(one, other), Kept(other, one));

    private float Kept(int of, int column)
    {
        int place = Of(of).IndexOf(column);
        return place < 0 ? 0 : SimilaritiesOf(of)[place];
    }
}
