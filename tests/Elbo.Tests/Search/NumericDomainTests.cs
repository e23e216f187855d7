using Elbo.Search;

namespace Elbo.Tests.Search;

public class NumericDomainTests
{
    [Fact]
    public void Steps_use_decimal_arithmetic_so_three_steps_of_0_1_are_0_3()
    {
        NumericDomain range = new(0, 0.5, IsLogarithmic: false, Step: 0.1, IsInteger: false, GridPoints: null);

        Assert.Equal(["0", "0.1", "0.2", "0.3", "0.4", "0.5"], range.GridValues()!.Select(value => value!.ToJsonString()));
        Assert.Equal(0.3, range.FromCoordinate(0.26));
        Assert.Equal(0.5, range.FromCoordinate(7));
    }

    [Fact]
    public void The_last_step_stays_below_an_end_that_is_not_a_multiple()
    {
        NumericDomain range = new(1, 10, false, 4, true, null);

        Assert.Equal(["1", "5", "9"], range.GridValues()!.Select(value => value!.ToJsonString()));
        Assert.Equal((-1.0, 11.0), (range.MinCoordinate, range.MaxCoordinate));
        Assert.Equal(9, range.FromCoordinate(10));
    }

    [Fact]
    public void Points_of_a_logarithmic_range_have_equal_ratios()
    {
        NumericDomain range = new(0.001, 1, true, null, false, 4);

        Assert.Equal(["0.001", "0.01", "0.1", "1"], range.GridValues()!.Select(value => value!.ToJsonString()));
    }

    [Fact]
    public void Points_that_round_to_the_same_integer_are_merged() =>
        Assert.Equal(["1", "2", "3"], new NumericDomain(1, 3, true, 1, true, 8).GridValues()!.Select(value => value!.ToJsonString()));

    [Fact]
    public void Without_steps_or_points_a_range_has_no_grid() => Assert.Null(new NumericDomain(0, 1, false, null, false, null).GridValues());

    [Fact]
    public void Integers_are_sampled_uniformly_including_the_bounds()
    {
        NumericDomain range = new(1, 4, false, 1, true, null);
        DeterministicRandom random = new(1);
        int[] counts = new int[5];
        for (int i = 0; i < 4000; i++)
        {
            counts[(int)NumericDomain.ToDouble(range.Sample(random)!)]++;
        }

        // 1000 each; five standard deviations are 5 sqrt(4000 / 4 * 3 / 4) = 137.
        Assert.All(counts[1..], count => Assert.InRange(count, 863, 1137));
    }

    [Fact]
    public void Half_of_the_samples_of_a_logarithmic_range_are_below_its_geometric_mean()
    {
        NumericDomain range = new(0.0001, 1, true, null, false, null);
        DeterministicRandom random = new(1);
        int below = Enumerable.Range(0, 4000).Count(_ => NumericDomain.ToDouble(range.Sample(random)!) < 0.01);

        // 2000; five standard deviations are 5 sqrt(4000 / 4) = 158.
        Assert.InRange(below, 1842, 2158);
    }

    [Theory]
    [InlineData("0.2", true)]
    [InlineData("0.25", false)]
    [InlineData("0.7", false)]
    [InlineData("\"0.2\"", false)]
    public void It_contains_only_its_own_values(string json, bool contained) =>
        Assert.Equal(contained, new NumericDomain(0, 0.5, false, 0.1, false, null).Contains(System.Text.Json.Nodes.JsonNode.Parse(json)));
}
