namespace Elbo.Runs;

/// <summary>One metric over several seeds, as fractions.</summary>
/// <param name="Mean">Mean over the seeds.</param>
/// <param name="Sd">Sample standard deviation over the seeds; 0 for one seed.</param>
/// <param name="Published">What others report; null where they do not.</param>
public sealed record CompareFigure(double Mean, double Sd, double? Published)
{
    /// <summary>Sums up the values of the seeds.</summary>
    public static CompareFigure Of(IReadOnlyList<double> values, double? published)
    {
        double mean = values.Average();
        double sd = values.Count < 2 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
        return new CompareFigure(mean, sd, published);
    }
}
