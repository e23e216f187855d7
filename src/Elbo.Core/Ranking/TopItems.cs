using System.Buffers;
using System.Numerics;

namespace Elbo.Ranking;

/// <summary>Finds the items with the highest scores without sorting all of them.</summary>
/// <remarks>
/// One pass keeps a threshold, the k-th best score so far, and skips whole vectors of scores that do not exceed it. Scores above it are
/// collected; when the buffer is full, only the best k are kept and the threshold rises.
/// </remarks>
internal static class TopItems
{
    private const int Headroom = 256;

    /// <summary>Writes the indices of the highest scores, best first; ties go to the lower index.</summary>
    /// <param name="scores">One score per item. Items scored minus infinity (masked) or NaN are never selected.</param>
    /// <param name="items">Receives the indices; its length is k.</param>
    /// <returns>Number of items written: k, or fewer if fewer can be selected.</returns>
    public static int Select(ReadOnlySpan<float> scores, Span<int> items)
    {
        int k = Math.Min(items.Length, scores.Length);
        if (k == 0)
        {
            return 0;
        }

        ulong[] rented = ArrayPool<ulong>.Shared.Rent(k + Headroom);
        try
        {
            Span<ulong> keys = rented.AsSpan(0, k + Headroom);
            int count = Collect(scores, k, keys);
            keys[..count].Sort();
            count = Math.Min(count, k);
            for (int rank = 0; rank < count; rank++)
            {
                items[rank] = ItemFromKey(keys[rank]);
            }

            return count;
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(rented);
        }
    }

    /// <summary>Collects keys among which the best <paramref name="k"/> are, and returns their number.</summary>
    private static int Collect(ReadOnlySpan<float> scores, int k, Span<ulong> keys)
    {
        // Indices ascend, so an item that equals the threshold loses to those that set it.
        float threshold = float.NegativeInfinity;
        int count = 0;
        int next = 0;
        while (next < scores.Length)
        {
            int end = Math.Min(next + Vector<float>.Count, scores.Length);
            if (end - next == Vector<float>.Count
                && !Vector.GreaterThanAny(new Vector<float>(scores[next..]), new Vector<float>(threshold)))
            {
                next = end;
                continue;
            }

            for (; next < end; next++)
            {
                if (!(scores[next] > threshold))
                {
                    continue;
                }

                keys[count++] = SortKey(scores[next], next);
                if (count == keys.Length)
                {
                    keys.Sort();
                    count = k;
                    threshold = scores[ItemFromKey(keys[k - 1])];
                }
            }
        }

        return count;
    }

    /// <summary>A key that sorts by descending score, then by ascending item.</summary>
    private static ulong SortKey(float score, int item)
    {
        // Adding zero turns -0 into +0. Flipping the sign bit, or all bits of a negative number, makes float bits
        // sort as unsigned integers.
        uint bits = BitConverter.SingleToUInt32Bits(score + 0f);
        uint ascending = (bits & 0x80000000u) == 0 ? bits | 0x80000000u : ~bits;
        return ((ulong)~ascending << 32) | (uint)item;
    }

    private static int ItemFromKey(ulong key) => (int)(uint)key;
}
