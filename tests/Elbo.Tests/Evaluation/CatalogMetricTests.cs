using Elbo.Data;
using Elbo.Evaluation;

namespace Elbo.Tests.Evaluation;

public class CatalogMetricTests
{
    private const double Tolerance = 1e-12;

    [Fact]
    public void Coverage_is_the_fraction_of_items_in_any_list() =>
        Assert.Equal(3.0 / 4, new Coverage(1).Compute([2, 0, 1, 1], null), Tolerance);

    [Fact]
    public void Gini_is_zero_for_equal_counts_and_one_for_a_single_item()
    {
        Assert.Equal(0, new Gini(1).Compute([3, 3, 3], null), Tolerance);
        Assert.Equal(1, new Gini(1).Compute([0, 0, 5], null), Tolerance);
        Assert.Equal(0, new Gini(1).Compute([5], null), Tolerance);
    }

    [Fact]
    public void Gini_weights_shares_in_ascending_order() =>
        // Ascending: 0, 1, 1, 2 of 4; weights 2j - n - 1 = -3, -1, 1, 3; (-1 + 1 + 3 x 2) / 4 / (4 - 1) = 0.5.
        Assert.Equal(0.5, new Gini(1).Compute([2, 0, 1, 1], null), Tolerance);

    [Fact]
    public void Novelty_is_the_mean_self_information_of_recommended_items()
    {
        InteractionMatrix train = InteractionMatrix.FromRows([[0, 1], [0, 1], [0], [0, 2]], 3);

        // p = 4/4, 2/4, 1/4, so 0, 1 and 2 bits; recommended 1, 3 and 4 times: (0 + 3 + 8) / 8.
        Assert.Equal(11.0 / 8, new Novelty(1).Compute([1, 3, 4], train), Tolerance);
    }
}
