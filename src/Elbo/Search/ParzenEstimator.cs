using System.Text.Json.Nodes;
using Elbo.Evaluation;

namespace Elbo.Search;

/// <summary>
/// A mixture of Gaussians truncated to a range: one at each tried value and a wide one for the prior, with equal weights.
/// The standard deviation is the greater of the distances to the two neighbours (Bergstra et al. 2011, section 4.2).
/// </summary>
internal sealed class ParzenEstimator : IDensityEstimator
{
    private readonly NumericDomain domain;
    private readonly (double Mean, double Width, double Mass)[] kernels;

    public ParzenEstimator(NumericDomain domain, IEnumerable<JsonNode?> values)
    {
        this.domain = domain;
        double low = domain.MinCoordinate;
        double range = domain.MaxCoordinate - low;
        (double Mean, bool Prior)[] means =
        [
            .. values.Select(value => (Math.Clamp(domain.ToCoordinate(NumericDomain.ToDouble(value!)), low, domain.MaxCoordinate), false))
                .Append((low + (range / 2), true)).OrderBy(mean => mean.Item1).ThenBy(mean => mean.Item2),
        ];

        // The minimum width keeps values tried more than once from excluding their neighbourhood.
        double narrowest = range / Math.Min(100, means.Length + 1);
        kernels = new (double, double, double)[means.Length];
        for (int i = 0; i < means.Length; i++)
        {
            double left = i == 0 ? low : means[i - 1].Mean;
            double right = i == means.Length - 1 ? domain.MaxCoordinate : means[i + 1].Mean;
            double width = means[i].Prior ? range : Math.Clamp(Math.Max(means[i].Mean - left, right - means[i].Mean), narrowest, range);
            kernels[i] = (means[i].Mean, width, ProbabilityMass(low, domain.MaxCoordinate, means[i].Mean, width));
        }
    }

    public JsonNode Sample(DeterministicRandom random)
    {
        (double mean, double width, _) = kernels[random.NextInt(kernels.Length)];
        double sample;
        do
        {
            sample = mean + (width * random.NextNormal());
        }
        while (sample < domain.MinCoordinate || sample > domain.MaxCoordinate);
        return domain.ToJson(domain.FromCoordinate(sample));
    }

    public double LogDensity(JsonNode? value)
    {
        double number = NumericDomain.ToDouble(value!);
        double coordinate = domain.ToCoordinate(number);
        (double low, double high) = domain.Cell(number);
        double sum = kernels.Sum(kernel => (domain.Step is null ? Density(coordinate, kernel.Mean, kernel.Width) : ProbabilityMass(low, high, kernel.Mean, kernel.Width)) / kernel.Mass);
        return Math.Log(Math.Max(sum / kernels.Length, double.Epsilon));
    }

    private static double Density(double coordinate, double mean, double width)
    {
        double z = (coordinate - mean) / width;
        return Math.Exp(-z * z / 2) / (width * Math.Sqrt(2 * Math.PI));
    }

    private static double ProbabilityMass(double low, double high, double mean, double width) =>
        Cumulative((high - mean) / width) - Cumulative((low - mean) / width);

    private static double Cumulative(double z) => z < 0 ? NormalDistribution.TwoSidedTail(z) / 2 : 1 - (NormalDistribution.TwoSidedTail(z) / 2);
}
