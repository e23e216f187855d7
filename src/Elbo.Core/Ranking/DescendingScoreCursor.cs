using System.Buffers;

namespace Elbo.Ranking;

/// <summary>Iterates over items by descending score, selected in blocks of growing size; ties go to the lower index.</summary>
/// <param name="scores">One score per item; scores of selected items become minus infinity. Items scored minus infinity or NaN are skipped.</param>
/// <param name="firstBlockSize">Size of the first block.</param>
internal ref struct DescendingScoreCursor(Span<float> scores, int firstBlockSize)
{
    private readonly Span<float> scores = scores;
    private int[] block = ArrayPool<int>.Shared.Rent(Math.Max(1, firstBlockSize));
    private float[] blockScores = [];
    private int size = firstBlockSize;
    private int count;
    private int next;
    private bool mayHaveMore = true;

    /// <summary>The scores of the first and last item of the first block; false if there is none.</summary>
    public bool TryGetBlockBounds(out float highest, out float lowest)
    {
        bool has = TryPeek(out _, out highest);
        lowest = has ? blockScores[count - 1] : highest;
        return has;
    }

    /// <summary>The next item, without advancing; false if none is left.</summary>
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

    /// <summary>The next item; false if none is left.</summary>
    public bool TryNext(out int item, out float score)
    {
        bool has = TryPeek(out item, out score);
        next += has ? 1 : 0;
        return has;
    }

    /// <summary>Returns pooled memory.</summary>
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
