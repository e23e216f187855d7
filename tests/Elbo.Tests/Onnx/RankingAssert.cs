namespace Elbo.Tests.Onnx;

/// <summary>Compares what two computations of the same scores make of one person; they differ by rounding.</summary>
internal static class RankingAssert
{
    /// <summary>The same scores but for a tolerance, and minus infinity at the same places.</summary>
    public static void AssertScores(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int item = 0; item < expected.Length; item++)
        {
            bool alike = actual[item] == expected[item] || Math.Abs(actual[item] - expected[item]) <= tolerance;
            Assert.True(alike, $"item {item}: {actual[item]}, not {expected[item]}");
        }
    }

    /// <summary>The best items by expected scores in their order; items that are equal within a tolerance may change places.</summary>
    public static void AssertBest(ReadOnlySpan<float> expected, ReadOnlySpan<long> best, float tolerance)
    {
        float[] falling = expected.ToArray();
        Array.Sort(falling, (one, other) => other.CompareTo(one));
        Assert.Equal(best.Length, best.ToArray().Distinct().Count());
        for (int place = 0; place < best.Length; place++)
        {
            float score = expected[(int)best[place]];
            bool alike = score == falling[place] || Math.Abs(score - falling[place]) <= tolerance;
            Assert.True(alike, $"place {place + 1}: item {best[place]} with {score}, where {falling[place]} stands");
        }
    }
}
