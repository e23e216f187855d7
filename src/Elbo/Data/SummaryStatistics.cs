namespace Elbo.Data;

/// <summary>Where the values of a sorted list lie; quantile q is the value at index floor(q * (n - 1)).</summary>
/// <param name="Min">The least.</param>
/// <param name="P05">5 % lie at or below.</param>
/// <param name="P25">A quarter lies at or below.</param>
/// <param name="Median">Half lie at or below.</param>
/// <param name="P75">Three quarters lie at or below.</param>
/// <param name="P95">95 % lie at or below.</param>
/// <param name="Max">The greatest.</param>
/// <param name="Mean">The mean.</param>
public sealed record SummaryStatistics(int Min, int P05, int P25, int Median, int P75, int P95, int Max, double Mean)
{
    /// <summary>The quantiles of values in rising order; all zero where there are none.</summary>
    internal static SummaryStatistics Compute(ReadOnlySpan<int> sorted)
    {
        if (sorted.IsEmpty)
        {
            return new SummaryStatistics(0, 0, 0, 0, 0, 0, 0, 0);
        }

        long sum = 0;
        foreach (int value in sorted)
        {
            sum += value;
        }

        return new SummaryStatistics(
            sorted[0], Percentile(sorted, 5), Percentile(sorted, 25), Percentile(sorted, 50), Percentile(sorted, 75), Percentile(sorted, 95), sorted[^1], sum / (double)sorted.Length);
    }

    private static int Percentile(ReadOnlySpan<int> sorted, int percent) => sorted[(int)((sorted.Length - 1L) * percent / 100)];
}
