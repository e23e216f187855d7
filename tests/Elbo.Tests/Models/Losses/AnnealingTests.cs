using Elbo.Models.Losses;

namespace Elbo.Tests.Models.Losses;

public class AnnealingTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0.01)]
    [InlineData(10, 0.1)]
    [InlineData(20, 0.2)]
    [InlineData(21, 0.2)]
    [InlineData(1_000_000_000_000, 0.2)]
    public void Linear_runs_towards_one_and_stops_at_the_cap(long update, double expected) =>
        Assert.Equal(expected, new Annealing { Cap = 0.2, Steps = 100 }.Beta(update), 1e-12);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(25, 0.2)] // Half way up the first half: 0.4 * 2 * 25 / 100.
    [InlineData(50, 0.4)]
    [InlineData(99, 0.4)]
    [InlineData(100, 0)]
    [InlineData(110, 0.08)] // 0.4 * 2 * 10 / 100
    public void Cyclic_rises_in_the_first_half_of_every_cycle(long update, double expected) =>
        Assert.Equal(expected, new Annealing { Kind = AnnealingKind.Cyclic, Cap = 0.4, Steps = 100 }.Beta(update), 1e-12);

    [Theory]
    [InlineData(0)]
    [InlineData(1_000)]
    public void Constant_is_the_cap_from_the_first_update(long update) =>
        Assert.Equal(0.3, new Annealing { Kind = AnnealingKind.Constant, Cap = 0.3, Steps = 100 }.Beta(update));
}
