namespace Elbo.Evaluation;

/// <summary>The standard normal distribution.</summary>
internal static class NormalDistribution
{
    // Below it the series, above it the continued fraction reaches double precision in a few dozen terms.
    private const double SeriesEnd = 3;

    /// <summary>P(|Z| >= |z|): the two-sided p-value of z.</summary>
    /// <remarks>
    /// Abramowitz and Stegun, "Handbook of mathematical functions": the series 26.2.11 for P(0 to z), and the continued
    /// fraction 26.2.14 for the upper tail.
    /// </remarks>
    public static double TwoSidedTail(double z)
    {
        double x = Math.Abs(z);
        double density = Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
        if (x < SeriesEnd)
        {
            double term = x;
            double sum = x;
            for (int n = 3; term > sum * 1e-17; n += 2)
            {
                term *= x * x / n;
                sum += term;
            }

            return 1 - (2 * density * sum);
        }

        double fraction = x;
        for (int n = 100; n >= 1; n--)
        {
            fraction = x + (n / fraction);
        }

        return 2 * density / fraction;
    }
}
