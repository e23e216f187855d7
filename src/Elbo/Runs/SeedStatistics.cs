namespace Elbo.Runs;

/// <summary>One metric over several seeds, as fractions.</summary>
/// <param name="Mean">Mean over the seeds.</param>
/// <param name="StandardDeviation">Sample standard deviation over the seeds; 0 for one seed.</param>
/// <param name="Published">What others report; null where they do not.</param>
public sealed record SeedStatistics(double Mean, double StandardDeviation, double? Published)
{
    /// <summary>Sums up the values of the seeds.</summary>
    public static SeedStatistics Compute(IReadOnlyList<double> values, double? published)
    {
        double mean = values.Average();
        double deviation = values.Count < 2 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
        return new SeedStatistics(mean, deviation, published);
    }
}
