using CsCheck;
using Elbo.Data;
using Elbo.Data.Splits;

namespace Elbo.Tests.Data.Splits;

/// <summary>Data sets to split, and ways to read a split in the data's own item indices.</summary>
internal static class SplitTestData
{
    /// <summary>Up to 30 people with up to 25 of 25 items each, with many equal times.</summary>
    public static readonly Gen<InteractionDataset> Generator =
        from histories in History.Array[1, 30]
        select FromHistories(histories);

    private static Gen<(int Item, long Time)[]> History =>
        from items in Gen.Shuffle(Enumerable.Range(0, 25).ToArray())
        from times in Gen.Long[0, 12].Array[0, 25]
        select times.Order().Select((time, i) => (items[i], time)).ToArray();

    public static InteractionDataset FromHistories(params (int Item, long Time)[][] histories)
    {
        int itemCount = histories.SelectMany(history => history).Select(entry => entry.Item + 1).DefaultIfEmpty(0).Max();
        return new InteractionDataset(
            "drawn",
            new Vocabulary(Enumerable.Range(0, histories.Length).Select(user => $"u{user}")),
            new Vocabulary(Enumerable.Range(0, itemCount).Select(item => $"i{item}")),
            InteractionMatrix.FromRows(histories.Select(history => history.Select(entry => entry.Item).ToArray()), itemCount),
            [.. histories.SelectMany(history => history).Select(entry => entry.Time)]);
    }

    /// <summary>Histories given as items alone; the times count up from 0 in each.</summary>
    public static InteractionDataset FromItems(params int[][] histories) =>
        FromHistories([.. histories.Select(history => history.Select((item, i) => (item, (long)i)).ToArray())]);

    public static int[] ToDatasetItems(InteractionDataset data, Split split, ReadOnlySpan<int> row) =>
        [.. row.ToArray().Select(item => data.Items.IndexOf(split.Items[item]))];

    public static long TimeOf(InteractionDataset data, int user, int item) =>
        data.Times![data.Interactions.Offsets[user] + data.Interactions.Row(user).IndexOf(item)];

    /// <summary>The history of a person without the items that training lacks.</summary>
    public static int[] TrainableItems(InteractionDataset data, Split split, int user) =>
        [.. data.Interactions.Row(user).ToArray().Where(item => split.Items.IndexOf(data.Items[item]) >= 0)];

    /// <summary>What every split promises: one vocabulary, made of training, and no target shown.</summary>
    public static void AssertValid(InteractionDataset data, Split split)
    {
        Assert.Equal(split.TrainUsers.Count, split.Train.RowCount);
        Assert.Equal(Enumerable.Range(0, split.Items.Count), split.Train.Items.ToArray().Distinct());
        for (int row = 0; row < split.Train.RowCount; row++)
        {
            Assert.NotEqual(0, split.Train.RowLength(row));
            AssertInOrder(data, split.TrainUsers[row], ToDatasetItems(data, split, split.Train.Row(row)));
        }

        AssertValid(data, split, split.Validation);
        AssertValid(data, split, split.Test);
    }

    private static void AssertValid(InteractionDataset data, Split split, HeldOutSet set)
    {
        Assert.Equal(split.Items.Count, set.FoldIn.ItemCount);
        Assert.Equal(split.Items.Count, set.Targets.ItemCount);
        Assert.Equal(set.Users.Count, set.FoldIn.RowCount);
        Assert.Equal(set.Users.Count, set.Targets.RowCount);
        Assert.Equal(set.Users.Order(), set.Users);
        for (int row = 0; row < set.Users.Count; row++)
        {
            int[] shown = ToDatasetItems(data, split, set.FoldIn.Row(row));
            int[] hidden = ToDatasetItems(data, split, set.Targets.Row(row));
            Assert.Empty(shown.Intersect(hidden));
            AssertInOrder(data, set.Users[row], shown);
            AssertInOrder(data, set.Users[row], hidden);
        }
    }

    private static void AssertInOrder(InteractionDataset data, int user, int[] items) =>
        Assert.Equal(data.Interactions.Row(user).ToArray().Where(items.Contains), items);
}
