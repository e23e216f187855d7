using Elbo.Data;

namespace Elbo.Benchmarks;

/// <summary>Random histories of a given size: popularity falls as 1 / (rank + 20), lengths are log-normal. They have no structure to learn.</summary>
internal static class SyntheticHistories
{
    private const double LengthSpread = 0.8;
    private const int MinLength = 5;

    /// <summary>A matrix of users x items with about <paramref name="meanLength"/> items per user.</summary>
    public static InteractionMatrix Create(int users, int items, double meanLength, long seed)
    {
        DeterministicRandom random = new(seed);
        double[] sums = new double[items];
        double sum = 0;
        for (int rank = 0; rank < items; rank++)
        {
            sums[rank] = sum += 1.0 / (rank + 20);
        }

        int[] names = [.. Enumerable.Range(0, items)];
        random.Shuffle<int>(names);
        double scale = Math.Log(meanLength) - (LengthSpread * LengthSpread / 2);
        return InteractionMatrix.FromRows(
            Enumerable.Range(0, users).Select(_ =>
            {
                int length = (int)Math.Exp(scale + (LengthSpread * random.NextNormal()));
                HashSet<int> row = [];
                while (row.Count < Math.Clamp(length, MinLength, items / 4))
                {
                    int found = Array.BinarySearch(sums, random.NextDouble() * sum);
                    row.Add(names[Math.Min(items - 1, found < 0 ? ~found : found)]);
                }

                return row;
            }),
            items);
    }
}
