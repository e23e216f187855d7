namespace Elbo.Data.Synthetic;

/// <summary>Draws 0 .. n - 1 with given weights, by binary search in their cumulative sums. Integers only, so nothing is rounded.</summary>
internal sealed class DiscreteDistribution
{
    private readonly int[] cumulativeWeights;

    public DiscreteDistribution(IEnumerable<int> weights)
    {
        int sum = 0;
        cumulativeWeights = [.. weights.Select(weight => sum = checked(sum + weight))];
    }

    /// <summary>Zipf's law: the weight of rank r is 1 / r, in millionths.</summary>
    public static DiscreteDistribution Zipf(int count) =>
        new(Enumerable.Range(1, count).Select(rank => 1_000_000 / rank));

    /// <summary>A few hits and a long tail: the weight of rank r is 1 / (r + 1)^2, in millionths, and at least one.</summary>
    public static DiscreteDistribution InverseSquare(int count) =>
        new(Enumerable.Range(2, count).Select(rank => Math.Max(1, 1_000_000 / (rank * rank))));

    public int Draw(DeterministicRandom random)
    {
        int target = random.NextInt(cumulativeWeights[^1]) + 1;
        int found = Array.BinarySearch(cumulativeWeights, target);
        return found >= 0 ? found : ~found;
    }
}
