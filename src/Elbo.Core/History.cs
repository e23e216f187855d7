namespace Elbo;

/// <summary>The history of one user over a catalog: item indices, oldest first, each once, with optional times.</summary>
/// <param name="Items">Item indices.</param>
/// <param name="Times">One time for each item, or empty where times are unknown.</param>
public readonly record struct History(ReadOnlyMemory<int> Items, ReadOnlyMemory<long> Times = default)
{
    /// <summary>Number of items.</summary>
    public int Length => Items.Length;

    /// <summary>The most recent items.</summary>
    /// <param name="count">Maximum number of items.</param>
    public History TakeLast(int count)
    {
        int skipped = Math.Max(0, Length - count);
        return new History(Items[skipped..], Times.IsEmpty ? Times : Times[skipped..]);
    }

    /// <summary>A copy without the item at a position.</summary>
    public History Without(int position) => new(Without(Items, position), Times.IsEmpty ? Times : Without(Times, position));

    private static ReadOnlyMemory<T> Without<T>(ReadOnlyMemory<T> values, int position) =>
        (T[])[.. values.Span[..position], .. values.Span[(position + 1)..]];
}
