using Elbo.Reports.Charts;

namespace Elbo.Tests.Reports;

public class AxisTests
{
    [Fact]
    public void A_linear_axis_ends_at_round_numbers_around_the_values()
    {
        Axis axis = Axis.Linear("ndcg@100", [0.113, 0.338]);
        Assert.Equal(["0.10", "0.15", "0.20", "0.25", "0.30", "0.35"], axis.Ticks.Select(tick => tick.Label));
        Assert.Equal((0, 1), (axis.Ticks[0].Position, axis.Ticks[^1].Position));
        Assert.Equal(0.5, axis.Scale(0.225), 9);
    }

    [Fact]
    public void Epochs_have_no_ticks_between_them()
    {
        Assert.Equal(["1", "2", "3"], Axis.Linear("epoch", [1, 2, 3], tight: true, whole: true).Ticks.Select(tick => tick.Label));
        Assert.Equal(["0", "1", "2"], Axis.Linear("epoch", [1], tight: true, whole: true).Ticks.Select(tick => tick.Label));
    }

    [Fact]
    public void A_logarithmic_axis_has_ticks_at_powers_of_ten()
    {
        Axis axis = Axis.Logarithmic("learning rate", [0.00001, 0.1]);
        Assert.Equal(["1e-5", "0.0001", "0.001", "0.01", "0.1"], axis.Ticks.Select(tick => tick.Label));
        Assert.Equal([0, 0.25, 0.5, 0.75, 1], axis.Ticks.Select(tick => tick.Position), (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Fact]
    public void Only_positive_values_over_a_wide_range_use_a_logarithmic_scale()
    {
        Assert.Equal(0.5, Axis.Auto("x", [1, 100]).Scale(10), 9);
        Assert.Equal(0.5, Axis.Auto("x", [1, 11]).Scale(6), 9);
        Assert.Equal(0.5, Axis.Auto("x", [0, 1000]).Scale(500), 9);
    }

    [Fact]
    public void A_single_value_is_in_the_middle()
    {
        Assert.Equal(0.5, Axis.Linear("x", [3], tight: true).Scale(3), 9);
        Assert.Equal(0.5, Axis.Logarithmic("x", [3]).Scale(3), 9);
        Assert.Equal(0.5, Axis.Categories("x", ["a"]).Scale(0), 9);
    }

    [Fact]
    public void Large_numbers_are_readable() =>
        Assert.Equal(["0", "10,000", "20,000"], Axis.Linear("x", [0, 20_000], count: 2).Ticks.Select(tick => tick.Label));
}
