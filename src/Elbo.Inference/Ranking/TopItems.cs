using System.Numerics;
using System.Runtime.InteropServices;

namespace Elbo.Inference.Ranking;

/// <summary>The best of many scores.</summary>
internal static class TopItems
{
    /// <summary>
    /// The columns of the k best finite scores, best first, of equal ones the lower column first; fewer where fewer are finite.
    /// A heap holds the best so far; blocks without anything better are passed over at once.
    /// </summary>
    public static List<int> Of(ReadOnlySpan<float> scores, int k)
    {
        // Not longer than what there is, whatever the caller wrote.
        PriorityQueue<int, (float Score, int Order)> best = new(Math.Min(k, scores.Length) + 1);
        float bar = float.NegativeInfinity;
        int column = 0;
        foreach (Vector<float> block in MemoryMarshal.Cast<float, Vector<float>>(scores))
        {
            if (Vector.GreaterThanAny(block, new Vector<float>(bar)))
            {
                for (int i = column; i < column + Vector<float>.Count; i++)
                {
                    Take(scores[i], i);
                }
            }

            column += Vector<float>.Count;
        }

        for (; column < scores.Length; column++)
        {
            Take(scores[column], column);
        }

        List<int> columns = new(best.Count);
        while (best.TryDequeue(out int worst, out _))
        {
            columns.Add(worst);
        }

        columns.Reverse();
        return columns;

        // Columns rise, so that of equal scores the one that is there already stays.
        void Take(float score, int place)
        {
            if (score > bar)
            {
                best.Enqueue(place, (score, -place));
                if (best.Count > k)
                {
                    best.Dequeue();
                }

                if (best.Count == k)
                {
                    _ = best.TryPeek(out _, out (float Score, int Order) worst);
                    bar = worst.Score;
                }
            }
        }
    }
}
