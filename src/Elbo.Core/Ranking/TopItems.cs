using System.Buffers;
using System.Numerics;

namespace Elbo.Ranking;

/// <summary>Finds the items with the highest scores without sorting all of them.</summary>
/// <remarks>
/// One pass keeps a bar, the k-th best score so far, and passes over whole vectors of scores that stay below it; what
/// clears the bar is collected, and now and then only the best k of the collection are kept and the bar is raised.
/// </remarks>
public static class TopItems
{
    private const int Headroom = 256;

    /// <summary>Writes the indices of the highest scores, best first; of equal scores the lower index comes first.</summary>
    /// <param name="scores">One score per item. Items scored minus infinity (masked) or NaN are never chosen.</param>
    /// <param name="items">Receives the indices; its length is k.</param>
    /// <returns>How many were written: k, or fewer where fewer items can be chosen.</returns>
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

    /// <summary>The items with the highest scores among those a person has not seen, best first.</summary>
    /// <param name="scores">One score per item; those of seen items become minus infinity.</param>
    /// <param name="seen">What the person has seen.</param>
    /// <param name="count">At most how many.</param>
    public static int[] SelectUnseen(Span<float> scores, ReadOnlySpan<int> seen, int count)
    {
        foreach (int item in seen)
        {
            scores[item] = float.NegativeInfinity;
        }

        int[] best = new int[Math.Min(count, scores.Length)];
        return best[..Select(scores, best)];
    }

    /// <summary>Collects keys among which the best <paramref name="k"/> are, and returns their number.</summary>
    private static int Collect(ReadOnlySpan<float> scores, int k, Span<ulong> keys)
    {
        // Items come in rising order, so one that merely equals the bar loses to those that set it.
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

    /// <summary>A number that sorts ascending by falling score, then by rising item.</summary>
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
