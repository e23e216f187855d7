using CsCheck;
using Elbo.Data;
using Elbo.Data.Splits;

namespace Elbo.Tests.Data.Splits;

public class LeaveLastOutSplitterTests
{
    [Fact]
    public void Last_is_for_test_and_the_one_before_for_validation()
    {
        InteractionDataset data = SplitTestData.FromItems([0, 1, 2, 3], [3, 2], [2, 3, 1, 0]);

        Split split = new LeaveLastOutSplitter().Split(data);

        Assert.Equal([0, 1, 2], split.TrainUsers);
        Assert.Equal([0, 1], SplitTestData.ToDatasetItems(data, split, split.Train.Row(0)));
        Assert.Equal([3, 2], SplitTestData.ToDatasetItems(data, split, split.Train.Row(1)));
        Assert.Equal([0, 2], split.Test.Users);
        Assert.Equal([2], SplitTestData.ToDatasetItems(data, split, split.Validation.Targets.Row(0)));
        Assert.Equal([0, 1, 2], SplitTestData.ToDatasetItems(data, split, split.Test.FoldIn.Row(0)));
        Assert.Equal([3], SplitTestData.ToDatasetItems(data, split, split.Test.Targets.Row(0)));
    }

    [Fact]
    public void Targets_that_training_lacks_are_dropped()
    {
        InteractionDataset data = SplitTestData.FromItems([0, 1, 2], [1, 0, 3]);

        Split split = new LeaveLastOutSplitter().Split(data);

        Assert.Equal(2, split.Items.Count);
        Assert.Empty(split.Test.Users);
        Assert.Equal([0, 1], split.Validation.Users);
    }

    [Fact]
    public void Nothing_leaks() => SplitTestData.Generator.Where(data => data.Interactions.Count > 0).Sample(data =>
    {
        Split split = new LeaveLastOutSplitter().Split(data);

        SplitTestData.AssertValid(data, split);
        for (int row = 0; row < split.Test.Users.Count; row++)
        {
            int user = split.Test.Users[row];
            int[] foldIn = SplitTestData.ToDatasetItems(data, split, split.Test.FoldIn.Row(row));
            int[] targets = SplitTestData.ToDatasetItems(data, split, split.Test.Targets.Row(row));
            int[] trained = SplitTestData.ToDatasetItems(data, split, split.Train.Row(split.TrainUsers.ToList().IndexOf(user)));
            Assert.Equal([data.Interactions.Row(user)[^1]], targets);
            Assert.DoesNotContain(targets[0], trained);
            Assert.Equal(SplitTestData.TrainableItems(data, split, user), foldIn.Concat(targets));
        }
    });
}
