namespace Elbo.Benchmarks;

/// <summary>The middle of some figures; of an even number the mean of the two in the middle.</summary>
internal static class Median
{
    public static double Compute(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
