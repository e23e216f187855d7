namespace Elbo.Tests.Onnx;

/// <summary>Compares two computations of one user's scores, which differ by rounding.</summary>
internal static class RankingAssert
{
    /// <summary>Equal scores within a tolerance, and minus infinity at the same indices.</summary>
    public static void AssertScores(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int item = 0; item < expected.Length; item++)
        {
            bool equal = actual[item] == expected[item] || Math.Abs(actual[item] - expected[item]) <= tolerance;
            Assert.True(equal, $"item {item}: {actual[item]}, not {expected[item]}");
        }
    }

    /// <summary>The best items by expected scores in their order; items that are equal within a tolerance may be swapped.</summary>
    public static void AssertBest(ReadOnlySpan<float> expected, ReadOnlySpan<long> best, float tolerance)
    {
        float[] descending = expected.ToArray();
        Array.Sort(descending, (one, other) => other.CompareTo(one));
        Assert.Equal(best.Length, best.ToArray().Distinct().Count());
        for (int rank = 0; rank < best.Length; rank++)
        {
            float score = expected[(int)best[rank]];
            bool equal = score == descending[rank] || Math.Abs(score - descending[rank]) <= tolerance;
            Assert.True(equal, $"rank {rank + 1}: item {best[rank]} with {score}, expected {descending[rank]}");
        }
    }
}
