namespace Elbo.Data.Samples;

/// <summary>Draws 0 .. n - 1 with given weights, by bisection of their running sum. Whole numbers only: no rounding anywhere.</summary>
internal sealed class WeightedTable
{
    private readonly int[] sums;

    public WeightedTable(IEnumerable<int> weights)
    {
        int sum = 0;
        sums = [.. weights.Select(weight => sum = checked(sum + weight))];
    }

    /// <summary>Zipf's law: the weight of place p is 1 / p, in millionths.</summary>
    public static WeightedTable Zipf(int count) =>
        new(Enumerable.Range(1, count).Select(place => 1_000_000 / place));

    /// <summary>A few hits and a long tail: the weight of place p is 1 / (p + 1)^2, in millionths, and never nothing.</summary>
    public static WeightedTable Steep(int count) =>
        new(Enumerable.Range(2, count).Select(place => Math.Max(1, 1_000_000 / (place * place))));

    public int Draw(DeterministicRandom random)
    {
        int point = random.NextInt(sums[^1]) + 1;
        int found = Array.BinarySearch(sums, point);
        return found >= 0 ? found : ~found;
    }
}
