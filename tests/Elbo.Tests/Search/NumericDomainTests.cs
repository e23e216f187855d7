using Elbo.Search;

namespace Elbo.Tests.Search;

public class NumericDomainTests
{
    [Fact]
    public void Steps_are_decimal_so_that_the_third_of_a_tenth_is_three_tenths()
    {
        NumericDomain range = new(0, 0.5, IsLogarithmic: false, Step: 0.1, IsInteger: false, GridPoints: null);

        Assert.Equal(["0", "0.1", "0.2", "0.3", "0.4", "0.5"], range.GridValues()!.Select(value => value!.ToJsonString()));
        Assert.Equal(0.3, range.FromCoordinate(0.26));
        Assert.Equal(0.5, range.FromCoordinate(7));
    }

    [Fact]
    public void The_last_step_of_a_range_that_does_not_come_out_even_is_below_its_end()
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
    public void Points_that_fall_on_the_same_whole_number_are_one() =>
        Assert.Equal(["1", "2", "3"], new NumericDomain(1, 3, true, 1, true, 8).GridValues()!.Select(value => value!.ToJsonString()));

    [Fact]
    public void Without_steps_or_points_a_range_has_no_grid() => Assert.Null(new NumericDomain(0, 1, false, null, false, null).GridValues());

    [Fact]
    public void Every_whole_number_is_drawn_about_equally_often_the_ends_too()
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
    public void Half_of_the_draws_of_a_logarithmic_range_lie_below_its_geometric_middle()
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
    public void It_knows_its_values(string json, bool contained) =>
        Assert.Equal(contained, new NumericDomain(0, 0.5, false, 0.1, false, null).Contains(System.Text.Json.Nodes.JsonNode.Parse(json)));
}
