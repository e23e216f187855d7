using CsCheck;
using Elbo.Data;
using Elbo.Data.Splits;

namespace Elbo.Tests.Data.Splits;

public class GlobalTimeSplitterTests
{
    private static readonly GlobalTimeSplitterOptions Halves = new() { ValidationStartQuantile = 0.5, TestStartQuantile = 0.75 };

    // Times 0..7 once each: the cuts are at indices int(0.5 x 8) = 4 and int(0.75 x 8) = 6.
    private static InteractionDataset EightMoments => SplitTestData.FromHistories(
        [(0, 0), (1, 3), (2, 4), (3, 6)],
        [(2, 1), (3, 2), (0, 5)],
        [(1, 7)]);

    [Fact]
    public void Every_history_is_cut_at_the_same_times_and_an_interaction_at_a_cut_belongs_to_the_later_part()
    {
        Split split = new GlobalTimeSplitter(Halves).Split(EightMoments);

        Assert.Equal([0, 1], split.TrainUsers);
        Assert.Equal([0, 1], SplitTestData.ToDatasetItems(EightMoments, split, split.Train.Row(0)));
        Assert.Equal([0, 1], split.Validation.Users);
        Assert.Equal([2], SplitTestData.ToDatasetItems(EightMoments, split, split.Validation.Targets.Row(0)));
        Assert.Equal([0], SplitTestData.ToDatasetItems(EightMoments, split, split.Validation.Targets.Row(1)));
        Assert.Equal([0, 1, 2], SplitTestData.ToDatasetItems(EightMoments, split, split.Test.FoldIn.Row(0)));
        Assert.Equal([3], SplitTestData.ToDatasetItems(EightMoments, split, split.Test.Targets.Row(0)));
    }

    [Fact]
    public void Users_new_after_the_cut_are_left_out() =>
        Assert.Equal([0], new GlobalTimeSplitter(Halves).Split(EightMoments).Test.Users);

    [Fact]
    public void Nothing_in_training_or_fold_in_is_later_than_a_target() => SplitTestData.Generator.Where(HasThreeParts).Sample(data =>
    {
        Split split = new GlobalTimeSplitter(Halves).Split(data);

        SplitTestData.AssertValid(data, split);
        long lastTrained = Enumerable.Range(0, split.Train.RowCount).Max(row =>
            SplitTestData.ToDatasetItems(data, split, split.Train.Row(row)).Max(item => SplitTestData.TimeOf(data, split.TrainUsers[row], item)));
        long lastFoldIn = lastTrained;
        foreach (HeldOutSet set in new[] { split.Validation, split.Test })
        {
            long firstTarget = long.MaxValue;
            for (int row = 0; row < set.Users.Count; row++)
            {
                int user = set.Users[row];
                lastFoldIn = Math.Max(lastFoldIn, SplitTestData.ToDatasetItems(data, split, set.FoldIn.Row(row)).Max(item => SplitTestData.TimeOf(data, user, item)));
                firstTarget = Math.Min(firstTarget, SplitTestData.ToDatasetItems(data, split, set.Targets.Row(row)).Min(item => SplitTestData.TimeOf(data, user, item)));
            }

            Assert.True(lastFoldIn < firstTarget, $"foldIn until {lastFoldIn}, targets from {firstTarget}");
        }
    });

    [Fact]
    public void Fold_in_and_targets_of_the_test_are_the_whole_history() => SplitTestData.Generator.Where(HasThreeParts).Sample(data =>
    {
        Split split = new GlobalTimeSplitter(Halves).Split(data);

        for (int row = 0; row < split.Test.Users.Count; row++)
        {
            Assert.Equal(
                SplitTestData.TrainableItems(data, split, split.Test.Users[row]),
                SplitTestData.ToDatasetItems(data, split, [.. split.Test.FoldIn.Row(row), .. split.Test.Targets.Row(row)]));
        }
    });

    [Fact]
    public void Data_without_times_is_refused_with_the_fix()
    {
        InteractionDataset timed = EightMoments;
        InteractionDataset untimed = new(
            "plain", timed.Users, timed.Items, new InteractionMatrix(timed.Interactions.Offsets.ToArray(), timed.Interactions.Items.ToArray(), timed.Items.Count));

        ElboException error = Assert.Throws<ElboException>(() => new GlobalTimeSplitter(Halves).Split(untimed));

        Assert.Contains("--time-column", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_time_for_all_is_refused()
    {
        InteractionDataset data = SplitTestData.FromHistories([(0, 5), (1, 5)], [(1, 5)]);

        ElboException error = Assert.Throws<ElboException>(() => new GlobalTimeSplitter(new()).Split(data));

        Assert.Contains("a subset would be empty", error.Message, StringComparison.Ordinal);
        SplitTestData.AssertNamesSettings<GlobalTimeSplitterOptions>(error.Message, 2);
    }

    [Fact]
    public void Cuts_in_the_wrong_order_are_refused() =>
        Assert.Throws<ElboException>(() => new GlobalTimeSplitter(new() { ValidationStartQuantile = 0.9, TestStartQuantile = 0.8 }));

    private static bool HasThreeParts(InteractionDataset data)
    {
        long[] sorted = [.. data.Interactions.Times.ToArray().Order()];
        return sorted.Length > 0
            && sorted[0] < sorted[(int)(0.5 * sorted.Length)]
            && sorted[(int)(0.5 * sorted.Length)] < sorted[(int)(0.75 * sorted.Length)];
    }
}
