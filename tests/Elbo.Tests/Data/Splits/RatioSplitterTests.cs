using CsCheck;
using Elbo.Data;
using Elbo.Data.Splits;

namespace Elbo.Tests.Data.Splits;

public class RatioSplitterTests
{
    [Theory]
    [InlineData(1, 1, 0, 0)] // training keeps one
    [InlineData(2, 1, 0, 1)] // test comes before validation
    [InlineData(3, 1, 1, 1)]
    [InlineData(10, 8, 1, 1)]
    [InlineData(19, 17, 1, 1)] // int(1.9) = 1
    [InlineData(30, 24, 3, 3)] // 0.1 x 30 is 3, not 2.999...
    public void Fractions_are_truncated_but_hold_out_at_least_one(int length, int train, int validation, int test)
    {
        int[] history = [.. Enumerable.Range(0, length)];
        // The second user, whose history is twenty times as long, ensures that every item occurs in training.
        InteractionDataset data = SplitTestData.FromItems(history, [.. history, .. Enumerable.Range(length, 19 * length)]);

        Split split = new RatioSplitter(new()).Split(data);

        Assert.Equal(train, split.Train.RowLength(0));
        Assert.Equal(validation, Targets(split.Validation, 0).Length);
        Assert.Equal(test, Targets(split.Test, 0).Length);
    }

    [Theory]
    [InlineData(TargetSelection.Temporal)]
    [InlineData(TargetSelection.Random)]
    public void Nothing_leaks(TargetSelection targetSelection) => SplitTestData.Generator.Where(data => data.Interactions.Count > 0).Sample(data =>
    {
        Split split = new RatioSplitter(new() { ValidationFraction = 0.2, TestFraction = 0.3, TargetSelection = targetSelection }).Split(data);

        SplitTestData.AssertValid(data, split);
        for (int row = 0; row < split.Test.Users.Count; row++)
        {
            int user = split.Test.Users[row];
            int[] foldIn = SplitTestData.ToDatasetItems(data, split, split.Test.FoldIn.Row(row));
            int[] targets = SplitTestData.ToDatasetItems(data, split, split.Test.Targets.Row(row));
            int[] trained = SplitTestData.ToDatasetItems(data, split, split.Train.Row(split.TrainUsers.ToList().IndexOf(user)));
            Assert.Empty(trained.Intersect(targets));
            Assert.Empty(trained.Except(foldIn));
            Assert.Equal(SplitTestData.TrainableItems(data, split, user).Order(), foldIn.Concat(targets).Order());
            if (targetSelection == TargetSelection.Temporal)
            {
                Assert.True(SplitTestData.TimeOf(data, user, foldIn[^1]) <= SplitTestData.TimeOf(data, user, targets[0]));
            }
        }
    });

    [Fact]
    public void Random_targets_differ_from_the_last_and_follow_the_seed()
    {
        InteractionDataset data = SplitTestData.FromItems([.. Enumerable.Range(0, 4).Select(_ => Enumerable.Range(0, 20).ToArray())]);
        int[] TargetsWithSeed(int seed) =>
            new RatioSplitter(new() { TargetSelection = TargetSelection.Random, Seed = seed }).Split(data).Test.Targets.Items.ToArray();

        Assert.Equal(TargetsWithSeed(1), TargetsWithSeed(1));
        Assert.NotEqual(TargetsWithSeed(1), TargetsWithSeed(2));
    }

    [Fact]
    public void Fractions_that_leave_no_training_interactions_are_refused()
    {
        ElboException error = Assert.Throws<ElboException>(
            () => new RatioSplitter(new() { ValidationFraction = 0.5, TestFraction = 0.5 }));

        Assert.Contains("leaves nothing for training", error.Message, StringComparison.Ordinal);
    }

    private static int[] Targets(HeldOutSet set, int user)
    {
        int row = set.Users.ToList().IndexOf(user);
        return row < 0 ? [] : set.Targets.Row(row).ToArray();
    }
}
