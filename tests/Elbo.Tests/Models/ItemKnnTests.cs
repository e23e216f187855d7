using Elbo.Data;
using Elbo.Models;
using Elbo.Training;

namespace Elbo.Tests.Models;

public sealed class ItemKnnTests() : ModelContract("item-knn", new ItemKnnOptions { Neighbors = 40 })
{
    private static readonly InteractionMatrix Train = InteractionMatrix.FromRows([[0, 1], [0, 1, 2], [0, 2], [2, 3]], 4);

    [Fact]
    public void A_score_is_the_sum_of_cosines()
    {
        // Users per item: 3, 2, 3, 1. sim(0, 1) = 2 / sqrt(3 * 2), sim(2, 1) = 1 / sqrt(3 * 2), sim(3, 2) = 1 / sqrt(1 * 3).
        AssertScores(new(), history: [1], [2 / Math.Sqrt(6), 0, 1 / Math.Sqrt(6), 0]);

        // sim(0, 2) = 2 / sqrt(3 * 3); item 1 is similar to 2, item 2 to 1.
        AssertScores(new(), history: [1, 2], [(2 / Math.Sqrt(6)) + (2.0 / 3), 1 / Math.Sqrt(6), 1 / Math.Sqrt(6), 1 / Math.Sqrt(3)]);
    }

    [Fact]
    public void Shrinkage_enters_the_denominator() =>
        AssertScores(new() { Shrinkage = 10 }, history: [1], [2 / (Math.Sqrt(6) + 10), 0, 1 / (Math.Sqrt(6) + 10), 0]);

    [Fact]
    public void Only_the_nearest_neighbors_of_an_item_count()
    {
        // Item 2 is most similar to 0 (2/3 against 0.41 and 0.58): item 3 alone adds nothing to it, and 2 is the only neighbor of 3.
        AssertScores(new() { Neighbors = 1 }, history: [3], [0, 0, 0, 0]);
        AssertScores(new() { Neighbors = 1 }, history: [2], [0, 0, 0, 1 / Math.Sqrt(3)]);
    }

    [Fact]
    public void A_model_without_cooccurring_items_can_be_saved()
    {
        using TempFolder folder = new();
        using Model model = Trained(InteractionMatrix.FromRows([[0], [1]], 2));
        Checkpoint.Save(folder.GetPath("lonely.safetensors"), model, new TrainingProgress(), "");

        using Model reloaded = new ItemKnn(new(2), new());
        Checkpoint.Load(folder.GetPath("lonely.safetensors"), "").Restore(reloaded);

        Assert.Equal([0, 0], Scores(reloaded, InteractionMatrix.FromRows([[0]], 2)));
    }

    private static void AssertScores(ItemKnnOptions options, int[] history, double[] expected)
    {
        using ItemKnn model = new(new(4), options);
        model.Fit(Train, new());
        Assert.All(
            expected.Zip(Scores(model, InteractionMatrix.FromRows([history], 4))),
            pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }
}
