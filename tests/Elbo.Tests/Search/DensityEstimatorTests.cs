using System.Text.Json.Nodes;
using Elbo.Search;

namespace Elbo.Tests.Search;

public class DensityEstimatorTests
{
    [Theory]
    [InlineData(false, null)]
    [InlineData(true, null)]
    [InlineData(false, 0.5)]
    public void A_density_over_a_range_integrates_to_one(bool logarithmic, double? step)
    {
        NumericDomain range = new(1, 5, logarithmic, step, false, null);
        ParzenEstimator estimate = new(range, [1.0, 2.0, 2.0, 4.5]);

        // Over steps the probabilities, otherwise the density by the midpoint rule over coordinates.
        const int Cells = 4000;
        double width = (range.MaxCoordinate - range.MinCoordinate) / Cells;
        double sum = step is null
            ? Enumerable.Range(0, Cells).Sum(i => width * Math.Exp(estimate.LogDensity(Exact(range, range.MinCoordinate + ((i + 0.5) * width)))))
            : range.GridValues()!.Sum(value => Math.Exp(estimate.LogDensity(value)));
        Assert.Equal(1, sum, 1e-4);
    }

    [Fact]
    public void Without_trials_only_the_prior_remains()
    {
        ParzenEstimator estimate = new(new NumericDomain(0, 1, false, null, false, null), []);

        // A Gaussian at 0.5 of width 1, cut off: density at the middle over its mass, 0.39894 / 0.38292.
        Assert.Equal(Math.Log(0.398942 / 0.382925), estimate.LogDensity(0.5), 1e-5);
    }

    [Fact]
    public void A_kernel_is_as_wide_as_the_distance_to_its_farther_neighbour()
    {
        // Range 0 to 10, a trial at 9, the prior at 5: the trial's Gaussian has width max(9 - 5, 10 - 9) = 4.
        ParzenEstimator estimate = new(new NumericDomain(0, 10, false, null, false, null), [9.0]);

        // At 9: trial (1/4) 0.398942 over P(-2.25 < Z < 0.25) = 0.598706 - 0.012224 = 0.586482;
        // prior (1/10) 0.398942 exp(-0.08) over P(-0.5 < Z < 0.5) = 0.382925; half of each.
        double expected = ((0.0997355 / 0.586482) + (0.0398942 * 0.923116 / 0.382925)) / 2;
        Assert.Equal(expected, Math.Exp(estimate.LogDensity(9.0)), 1e-5);
    }

    [Fact]
    public void Choice_probabilities_count_trials_plus_one()
    {
        CategoricalEstimator estimate = new(new CategoricalDomain(["a", "b", "c"]), [(JsonNode)"b", "b"]);

        // a 1, b 1 + 2, c 1, of 5.
        Assert.Equal([0.2, 0.6, 0.2], new JsonNode[] { "a", "b", "c" }.Select(choice => Math.Round(Math.Exp(estimate.LogDensity(choice)), 9)));
    }

    [Fact]
    public void Samples_stay_in_the_range_and_cluster_around_the_trials()
    {
        ParzenEstimator estimate = new(new NumericDomain(0, 100, false, 1, true, null), [.. Enumerable.Range(0, 20).Select(i => (JsonNode)(80 + (i / 4)))]);
        DeterministicRandom random = new(1);
        double[] draws = [.. Enumerable.Range(0, 1000).Select(_ => NumericDomain.ToDouble(estimate.Sample(random)))];

        Assert.All(draws, draw => Assert.InRange(draw, 0, 100));
        Assert.InRange(draws.Order().ElementAt(500), 75, 90);
    }

    // Without the rounding that proposals have.
    private static JsonNode Exact(NumericDomain range, double coordinate) => range.IsLogarithmic ? Math.Exp(coordinate) : coordinate;
}
