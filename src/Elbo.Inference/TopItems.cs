using System.Buffers;
using System.Numerics;

namespace Elbo.Inference;

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
        int wanted = Math.Min(items.Length, scores.Length);
        if (wanted == 0)
        {
            return 0;
        }

        ulong[] rented = ArrayPool<ulong>.Shared.Rent(wanted + Headroom);
        try
        {
            Span<ulong> kept = rented.AsSpan(0, wanted + Headroom);
            int count = Collect(scores, wanted, kept);
            kept[..count].Sort();
            count = Math.Min(count, wanted);
            for (int place = 0; place < count; place++)
            {
                items[place] = ItemOf(kept[place]);
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
    public static int[] Unseen(Span<float> scores, ReadOnlySpan<int> seen, int count)
    {
        foreach (int item in seen)
        {
            scores[item] = float.NegativeInfinity;
        }

        int[] best = new int[Math.Min(count, scores.Length)];
        return best[..Select(scores, best)];
    }

    /// <summary>Collects keys among which the best <paramref name="wanted"/> are, and returns their number.</summary>
    private static int Collect(ReadOnlySpan<float> scores, int wanted, Span<ulong> kept)
    {
        // Items come in rising order, so one that merely equals the bar loses to those that set it.
        float bar = float.NegativeInfinity;
        int count = 0;
        int next = 0;
        while (next < scores.Length)
        {
            int end = Math.Min(next + Vector<float>.Count, scores.Length);
            if (end - next == Vector<float>.Count
                && !Vector.GreaterThanAny(new Vector<float>(scores[next..]), new Vector<float>(bar)))
            {
                next = end;
                continue;
            }

            for (; next < end; next++)
            {
                if (!(scores[next] > bar))
                {
                    continue;
                }

                kept[count++] = KeyOf(scores[next], next);
                if (count == kept.Length)
                {
                    kept.Sort();
                    count = wanted;
                    bar = scores[ItemOf(kept[wanted - 1])];
                }
            }
        }

        return count;
    }

    /// <summary>A number that sorts ascending by falling score, then by rising item.</summary>
    private static ulong KeyOf(float score, int item)
    {
        // Adding zero turns -0 into +0. Flipping the sign bit, or all bits of a negative number, makes float bits
        // sort as unsigned integers.
        uint bits = BitConverter.SingleToUInt32Bits(score + 0f);
        uint rising = (bits & 0x80000000u) == 0 ? bits | 0x80000000u : ~bits;
        return ((ulong)~rising << 32) | (uint)item;
    }

    private static int ItemOf(ulong key) => (int)(uint)key;
}
