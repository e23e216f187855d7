using System.Buffers;

namespace Elbo.Ranking;

/// <summary>Items by falling score, found in blocks that grow as more are asked for; of equal scores the lower index first.</summary>
/// <param name="scores">One score per item; those of items found become minus infinity. Masked items (minus infinity) and NaN never come.</param>
/// <param name="firstBlockSize">How many the first block holds.</param>
internal ref struct DescendingScoreCursor(Span<float> scores, int firstBlockSize)
{
    private readonly Span<float> scores = scores;
    private int[] block = ArrayPool<int>.Shared.Rent(Math.Max(1, firstBlockSize));
    private float[] blockScores = [];
    private int size = firstBlockSize;
    private int count;
    private int next;
    private bool mayHaveMore = true;

    /// <summary>The scores of the first and the last item of the first block; false where there is none.</summary>
    public bool TryGetBlockBounds(out float highest, out float lowest)
    {
        bool has = TryPeek(out _, out highest);
        lowest = has ? blockScores[count - 1] : highest;
        return has;
    }

    /// <summary>The next item without taking it; false where none is left.</summary>
    public bool TryPeek(out int item, out float score)
    {
        if (next == count && mayHaveMore)
        {
            FindNextBlock();
        }

        bool has = next < count;
        item = has ? block[next] : -1;
        score = has ? blockScores[next] : float.NegativeInfinity;
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
        ArrayPool<int>.Shared.Return(block);
        ArrayPool<float>.Shared.Return(blockScores);
    }

    private void FindNextBlock()
    {
        if (blockScores.Length > 0)
        {
            size = (int)Math.Min(size * 4L, scores.Length);
            Dispose();
            block = ArrayPool<int>.Shared.Rent(size);
        }

        blockScores = ArrayPool<float>.Shared.Rent(size);
        count = TopItems.Select(scores, block.AsSpan(0, size));
        for (int rank = 0; rank < count; rank++)
        {
            blockScores[rank] = scores[block[rank]];
            scores[block[rank]] = float.NegativeInfinity;
        }

        next = 0;
        mayHaveMore = count == size;
    }
}
