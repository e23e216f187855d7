using Elbo.Data;
using Elbo.Models;

namespace Elbo.Tests.Models;

public sealed class EaseTests() : ModelContract("ease", new EaseOptions { Lambda = 50 })
{
    /*  X = np.array([[1, 1, 0], [1, 1, 1], [0, 1, 1], [1, 0, 0]], float)
        P = np.linalg.inv(X.T @ X + 2 * np.eye(3))
        B = -P / np.diag(P); np.fill_diagonal(B, 0)
        print(B)  */
    private static readonly double[][] Weights =
    [
        [0, 0.315789473684, 0.047619047619],
        [0.375, 0, 0.380952380952],
        [0.0625, 0.421052631579, 0],
    ];

    [Fact]
    public void Weights_are_those_of_the_closed_form()
    {
        using Ease model = new(new(3), new() { Lambda = 2 });
        model.Fit(InteractionMatrix.FromRows([[0, 1], [1, 0, 2], [2, 1], [0]], 3), new());

        // A history of one item reads out that item's row of B; a longer one their sum.
        for (int item = 0; item < 3; item++)
        {
            AssertScores(model, [item], Weights[item]);
        }

        AssertScores(model, [0, 2], [Weights[2][0], Weights[0][1] + Weights[2][1], Weights[0][2]]);
    }

    [Fact]
    public void Two_items_by_hand()
    {
        // XtX + I = [[3, 1], [1, 2]] (item 0 has two users, item 1 has one, who has both); its inverse is [[2, -1], [-1, 3]] / 5.
        // B_01 = -P_01 / P_11 = 1 / 3, B_10 = -P_10 / P_00 = 1 / 2.
        using Ease model = new(new(2), new() { Lambda = 1 });
        model.Fit(InteractionMatrix.FromRows([[0], [0, 1]], 2), new());

        AssertScores(model, [0], [0, 1.0 / 3]);
        AssertScores(model, [1], [1.0 / 2, 0]);
    }

    private static void AssertScores(Ease model, int[] history, double[] expected) => Assert.All(
        expected.Zip(Scores(model, InteractionMatrix.FromRows([history], expected.Length))),
        pair => Assert.Equal(pair.First, pair.Second, 1e-6));
}
