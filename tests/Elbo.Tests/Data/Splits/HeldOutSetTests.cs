using Elbo.Data;
using Elbo.Data.Splits;

namespace Elbo.Tests.Data.Splits;

public class HeldOutSetTests
{
    [Fact]
    public void A_sample_has_users_with_targets_in_order_and_is_always_the_same()
    {
        // User 100 + i has seen item i; every third user has no target.
        HeldOutSet set = new(
            [.. Enumerable.Range(100, 60)],
            InteractionMatrix.FromRows(Enumerable.Range(0, 60).Select(row => new[] { row }), 60),
            InteractionMatrix.FromRows(Enumerable.Range(0, 60).Select(row => row % 3 == 0 ? [] : new[] { 59 - row }), 60));

        HeldOutSet sample = set.Sample(10);

        Assert.Equal(10, sample.Users.Distinct().Count());
        Assert.Equal(sample.Users.Order(), sample.Users);
        Assert.NotEqual(Enumerable.Range(0, 10).Select(i => set.Users[set.RowsWithTargets()[i]]), sample.Users);
        Assert.All(Enumerable.Range(0, 10), i =>
        {
            int row = sample.Users[i] - 100;
            Assert.Equal([row], sample.FoldIn.Row(i).ToArray());
            Assert.Equal([59 - row], sample.Targets.Row(i).ToArray());
        });
        Assert.Equal(sample.Users, set.Sample(10).Users);
    }

    [Fact]
    public void A_set_that_is_no_larger_is_its_own_sample()
    {
        HeldOutSet set = new([0, 1], InteractionMatrix.FromRows([[0], [1]], 3), InteractionMatrix.FromRows([[1], []], 3));

        Assert.Same(set, set.Sample(2));
    }
}
