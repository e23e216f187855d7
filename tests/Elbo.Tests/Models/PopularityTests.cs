using Elbo.Data;
using Elbo.Models;

namespace Elbo.Tests.Models;

public sealed class PopularityTests() : ModelContract("popularity", new PopularityOptions())
{
    protected override bool IsPersonalized => false;

    [Fact]
    public void An_items_score_is_its_number_of_users()
    {
        using Model model = Trained(InteractionMatrix.FromRows([[0, 2], [2], [2, 3]], 4));

        Assert.Equal([1, 0, 3, 1], Scores(model, InteractionMatrix.FromRows([[2]], 4)));
    }
}
