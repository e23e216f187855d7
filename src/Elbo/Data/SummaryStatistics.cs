namespace Elbo.Data;

/// <summary>Quantiles and mean of a list of values; quantile q is the value at index floor(q * (n - 1)).</summary>
/// <param name="Min">Minimum.</param>
/// <param name="P05">5th percentile.</param>
/// <param name="P25">25th percentile.</param>
/// <param name="Median">50th percentile.</param>
/// <param name="P75">75th percentile.</param>
/// <param name="P95">95th percentile.</param>
/// <param name="Max">Maximum.</param>
/// <param name="Mean">Mean.</param>
internal sealed record SummaryStatistics(int Min, int P05, int P25, int Median, int P75, int P95, int Max, double Mean)
{
    /// <summary>The statistics of values in ascending order; all zero for an empty list.</summary>
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
