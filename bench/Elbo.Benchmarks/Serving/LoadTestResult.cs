namespace Elbo.Benchmarks.Serving;

/// <summary>The result of a load test.</summary>
/// <param name="Requests">Completed requests.</param>
/// <param name="Failed">Of these, responses other than 200 and requests without a response.</param>
/// <param name="RequestsPerSecond">Completed requests per second.</param>
/// <param name="P50Ms">Median latency in milliseconds, counted from when the request was due.</param>
/// <param name="P99Ms">99th percentile.</param>
/// <param name="P999Ms">99.9th percentile.</param>
/// <param name="MaxMs">Maximum.</param>
internal sealed record LoadTestResult(long Requests, long Failed, double RequestsPerSecond, double P50Ms, double P99Ms, double P999Ms, double MaxMs)
{
    public static LoadTestResult Compute(IReadOnlyCollection<double> milliseconds, long failed, double seconds)
    {
        double[] sorted = [.. milliseconds.Order()];
        return new LoadTestResult(sorted.Length, failed, sorted.Length / seconds, At(0.5), At(0.99), At(0.999), At(1));

        double At(double share) => sorted.Length == 0 ? double.NaN : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
    }
}
