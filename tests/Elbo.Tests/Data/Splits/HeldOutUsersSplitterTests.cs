using CsCheck;
using Elbo.Data;
using Elbo.Data.Splits;

namespace Elbo.Tests.Data.Splits;

public class HeldOutUsersSplitterTests
{
    private static readonly HeldOutUsersSplitterOptions ThreeAndThree = new() { ValidationUsers = 3, TestUsers = 3 };

    [Theory]
    [InlineData(TargetSelection.Temporal)]
    [InlineData(TargetSelection.Random)]
    public void Nothing_leaks(TargetSelection targetSelection) => SplitTestData.Generator.Where(HasTraining).Sample(data =>
    {
        Split split = new HeldOutUsersSplitter(Quarter(data) with { TargetSelection = targetSelection }).Split(data);

        SplitTestData.AssertValid(data, split);
        Assert.Empty(split.TrainUsers.Intersect(split.Validation.Users));
        Assert.Empty(split.TrainUsers.Intersect(split.Test.Users));
        Assert.Empty(split.Validation.Users.Intersect(split.Test.Users));
        foreach (HeldOutSet set in new[] { split.Validation, split.Test })
        {
            for (int row = 0; row < set.Users.Count; row++)
            {
                int[] whole = SplitTestData.ToDatasetItems(data, split, [.. set.FoldIn.Row(row), .. set.Targets.Row(row)]);
                int[] known = SplitTestData.TrainableItems(data, split, set.Users[row]);
                Assert.Equal(known.Order(), whole.Order());
                Assert.Equal(known.Length < 5, set.Targets.RowLength(row) == 0);
            }
        }
    });

    [Fact]
    public void Every_user_is_in_exactly_one_subset() => SplitTestData.Generator.Where(HasTraining).Sample(data =>
    {
        Split split = new HeldOutUsersSplitter(Quarter(data)).Split(data);

        int withoutHistory = Enumerable.Range(0, data.Users.Count).Count(user =>
            data.Interactions.RowLength(user) == 0 && !split.Validation.Users.Contains(user) && !split.Test.Users.Contains(user));
        Assert.Equal(data.Users.Count, split.TrainUsers.Count + split.Validation.Users.Count + split.Test.Users.Count + withoutHistory);
    });

    /* The published code (Liang's notebook; Sachdeva's for the temporal cut) on small histories:

       import numpy as np, pandas as pd
       rows = [(u, (7 * u + 3 * i) % 29) for u in range(12) for i in range(3 + 5 * u % 9)]
       data = pd.DataFrame(rows, columns=["uid", "sid"])
       unique_uid = data.groupby("uid").size().index
       np.random.seed(98765)
       unique_uid = unique_uid[np.random.permutation(unique_uid.size)]
       tr, vd, te = unique_uid[:6], unique_uid[6:9], unique_uid[9:]
       unique_sid = pd.unique(data[data.uid.isin(tr)].sid)
       print(sorted(tr), list(unique_sid))
       for temporal in (True, False):
           for users in (vd, te):
               plays = data[data.uid.isin(users) & data.sid.isin(unique_sid)]
               np.random.seed(98765)
               for uid, group in plays.groupby("uid"):
                   n = len(group); idx = np.zeros(n, dtype=bool)
                   if n >= 5:
                       if temporal: idx[int((1.0 - 0.2) * n):] = True
                       else: idx[np.random.choice(n, size=int(0.2 * n), replace=False).astype("int64")] = True
                   print(uid, list(group.sid[~idx]), list(group.sid[idx]))
    */
    private static InteractionDataset Golden => SplitTestData.FromItems(
        [.. Enumerable.Range(0, 12).Select(u => Enumerable.Range(0, 3 + (5 * u % 9)).Select(i => ((7 * u) + (3 * i)) % 29).ToArray())]);

    [Fact]
    public void Training_set_is_that_of_the_published_code()
    {
        Split split = new HeldOutUsersSplitter(ThreeAndThree).Split(Golden);

        Assert.Equal([2, 4, 7, 8, 9, 11], split.TrainUsers);
        Assert.Equal(
            [14, 17, 20, 23, 28, 2, 5, 8, 11, 26, 0, 3, 6, 9, 12, 15, 18, 21, 27, 1, 4, 7, 10, 13, 16, 19, 22, 25],
            split.Items.Ids.Select(id => Golden.Items.IndexOf(id)));
    }

    [Fact]
    public void Temporal_targets_are_those_of_the_published_code() => AssertHeldOut(
        new HeldOutUsersSplitter(ThreeAndThree).Split(Golden),
        [
            (1, [7, 10, 13, 16, 19, 22], [25, 28]),
            (6, [13, 16, 19, 22], [25, 28]),
            (10, [12, 15, 18, 21, 27], [1, 4]),
        ],
        [
            (0, [0, 3, 6], []),
            (3, [21, 27, 1, 4, 7, 10], [13, 16]),
            (5, [6, 9, 12, 15, 18, 21, 27], [1, 4]),
        ]);

    [Fact]
    public void Random_targets_are_those_of_the_published_code() => AssertHeldOut(
        new HeldOutUsersSplitter(ThreeAndThree with { TargetSelection = TargetSelection.Random }).Split(Golden),
        [
            (1, [7, 10, 13, 16, 19, 22, 28], [25]),
            (6, [13, 16, 19, 25, 28], [22]),
            (10, [12, 15, 18, 27, 1, 4], [21]),
        ],
        [
            (0, [0, 3, 6], []),
            (3, [21, 27, 1, 4, 7, 10, 16], [13]),
            (5, [6, 9, 12, 18, 21, 27, 1, 4], [15]),
        ]);

    [Fact]
    public void Too_few_users_are_reported_with_the_fix()
    {
        ElboException error = Assert.Throws<ElboException>(() => new HeldOutUsersSplitter(new()).Split(Golden));

        Assert.Contains("12 users", error.Message, StringComparison.Ordinal);
        SplitTestData.AssertNamesSettings<HeldOutUsersSplitterOptions>(error.Message, 2);
    }

    [Fact]
    public void All_invalid_options_are_reported_together()
    {
        ElboException error = Assert.Throws<ElboException>(
            () => new HeldOutUsersSplitter(new() { ValidationUsers = -1, TargetFraction = 1 }));

        Assert.Contains("validationUsers is -1; it must be at least 0", error.Message, StringComparison.Ordinal);
        Assert.Contains("targetFraction is 1; it must be above 0 and below 1", error.Message, StringComparison.Ordinal);
    }

    private static HeldOutUsersSplitterOptions Quarter(InteractionDataset data) =>
        new() { ValidationUsers = data.Users.Count / 4, TestUsers = data.Users.Count / 4 };

    private static bool HasTraining(InteractionDataset data)
    {
        int training = data.Users.Count - (2 * (data.Users.Count / 4));
        return new NumPyRandom(98765).Permutation(data.Users.Count)[..training].Any(user => data.Interactions.RowLength(user) > 0);
    }

    private static void AssertHeldOut(
        Split split, (int User, int[] FoldIn, int[] Targets)[] validation, (int User, int[] FoldIn, int[] Targets)[] test)
    {
        InteractionDataset data = Golden;
        foreach ((HeldOutSet set, (int User, int[] FoldIn, int[] Targets)[] expected) in new[] { (split.Validation, validation), (split.Test, test) })
        {
            Assert.Equal(expected.Select(row => row.User), set.Users);
            for (int row = 0; row < expected.Length; row++)
            {
                Assert.Equal(expected[row].FoldIn, SplitTestData.ToDatasetItems(data, split, set.FoldIn.Row(row)));
                Assert.Equal(expected[row].Targets, SplitTestData.ToDatasetItems(data, split, set.Targets.Row(row)));
            }
        }
    }
}
