using System.Text.Json.Nodes;
using Elbo.Evaluation;

namespace Elbo.Search;

/// <summary>
/// A mixture of Gaussians cut off at the bounds of a range: one at each value tried and a wide one for the prior, all of
/// equal weight. A Gaussian is as wide as the greater of the distances to its neighbours (Bergstra et al. 2011, section 4.2).
/// </summary>
internal sealed class ParzenEstimate : IDensityEstimate
{
    private readonly RangeDomain domain;
    private readonly (double Mean, double Width, double Mass)[] kernels;

    public ParzenEstimate(RangeDomain domain, IEnumerable<JsonNode?> values)
    {
        this.domain = domain;
        double low = domain.Low;
        double range = domain.High - low;
        (double Mean, bool Prior)[] means =
        [
            .. values.Select(value => (Math.Clamp(domain.Coordinate(RangeDomain.Number(value!)), low, domain.High), false))
                .Append((low + (range / 2), true)).OrderBy(mean => mean.Item1).ThenBy(mean => mean.Item2),
        ];

        // Narrower where there are many, but never so that a value tried twice shuts out its neighbourhood.
        double narrowest = range / Math.Min(100, means.Length + 1);
        kernels = new (double, double, double)[means.Length];
        for (int i = 0; i < means.Length; i++)
        {
            double left = i == 0 ? low : means[i - 1].Mean;
            double right = i == means.Length - 1 ? domain.High : means[i + 1].Mean;
            double width = means[i].Prior ? range : Math.Clamp(Math.Max(means[i].Mean - left, right - means[i].Mean), narrowest, range);
            kernels[i] = (means[i].Mean, width, Mass(low, domain.High, means[i].Mean, width));
        }
    }

    public JsonNode Draw(DeterministicRandom random)
    {
        (double mean, double width, _) = kernels[random.NextInt(kernels.Length)];
        double drawn;
        do
        {
            drawn = mean + (width * random.NextNormal());
        }
        while (drawn < domain.Low || drawn > domain.High);
        return domain.ToJson(domain.Snap(drawn));
    }

    public double LogDensity(JsonNode? value)
    {
        double number = RangeDomain.Number(value!);
        double at = domain.Coordinate(number);
        (double low, double high) = domain.Cell(number);
        double sum = kernels.Sum(kernel => (domain.Step is null ? Density(at, kernel.Mean, kernel.Width) : Mass(low, high, kernel.Mean, kernel.Width)) / kernel.Mass);
        return Math.Log(Math.Max(sum / kernels.Length, double.Epsilon));
    }

    private static double Density(double at, double mean, double width)
    {
        double z = (at - mean) / width;
        return Math.Exp(-z * z / 2) / (width * Math.Sqrt(2 * Math.PI));
    }

    private static double Mass(double low, double high, double mean, double width) =>
        Cumulative((high - mean) / width) - Cumulative((low - mean) / width);

    private static double Cumulative(double z) => z < 0 ? NormalDistribution.TwoSidedTail(z) / 2 : 1 - (NormalDistribution.TwoSidedTail(z) / 2);
}
