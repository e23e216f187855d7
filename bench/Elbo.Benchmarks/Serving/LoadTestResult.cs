namespace Elbo.Benchmarks.Serving;

/// <summary>What a load came to.</summary>
/// <param name="Requests">Requests answered.</param>
/// <param name="Failed">Of these, answers other than 200, and requests without an answer.</param>
/// <param name="RequestsPerSecond">Answers a second.</param>
/// <param name="P50Ms">Half of the answers came within this time, counted from when the request was due.</param>
/// <param name="P99Ms">99 of 100.</param>
/// <param name="P999Ms">999 of 1,000.</param>
/// <param name="MaxMs">All.</param>
internal sealed record LoadTestResult(long Requests, long Failed, double RequestsPerSecond, double P50Ms, double P99Ms, double P999Ms, double MaxMs)
{
    public static LoadTestResult Compute(IReadOnlyCollection<double> milliseconds, long failed, double seconds)
    {
        double[] sorted = [.. milliseconds.Order()];
        return new LoadTestResult(sorted.Length, failed, sorted.Length / seconds, At(0.5), At(0.99), At(0.999), At(1));

        double At(double share) => sorted.Length == 0 ? double.NaN : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
    }
}
