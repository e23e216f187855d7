using System.Buffers;

namespace Elbo.Inference.Ranking;

/// <summary>Items by falling score, found in blocks that grow as more are asked for; of equal scores the lower index first.</summary>
/// <param name="scores">One score per item; those of items found become minus infinity. Masked items (minus infinity) and NaN never come.</param>
/// <param name="first">How many the first block holds.</param>
internal ref struct FallingItems(Span<float> scores, int first)
{
    private readonly Span<float> scores = scores;
    private int[] items = ArrayPool<int>.Shared.Rent(Math.Max(1, first));
    private float[] found = [];
    private int size = first;
    private int count;
    private int next;
    private bool more = true;

    /// <summary>The scores of the first and the last item of the first block; false where there is none.</summary>
    public bool TryBounds(out float highest, out float lowest)
    {
        bool has = TryPeek(out _, out highest);
        lowest = has ? found[count - 1] : highest;
        return has;
    }

    /// <summary>The next item without taking it; false where none is left.</summary>
    public bool TryPeek(out int item, out float score)
    {
        if (next == count && more)
        {
            Find();
        }

        bool has = next < count;
        item = has ? items[next] : -1;
        score = has ? found[next] : float.NegativeInfinity;
        return has;
    }

    /// <summary>The next item; false where none is left.</summary>
    public bool TryNext(out int item, out float score)
    {
        bool has = TryPeek(out item, out score);
        next += has ? 1 : 0;
        return has;
    }

    /// <summary>Gives the memory of blocks back.</summary>
    public readonly void Dispose()
    {
        ArrayPool<int>.Shared.Return(items);
        ArrayPool<float>.Shared.Return(found);
    }

    private void Find()
    {
        if (found.Length > 0)
        {
            size = (int)Math.Min(size * 4L, scores.Length);
            Dispose();
            items = ArrayPool<int>.Shared.Rent(size);
        }

        found = ArrayPool<float>.Shared.Rent(size);
        count = TopItems.Select(scores, items.AsSpan(0, size));
        for (int place = 0; place < count; place++)
        {
            found[place] = scores[items[place]];
            scores[items[place]] = float.NegativeInfinity;
        }

        next = 0;
        more = count == size;
    }
}
