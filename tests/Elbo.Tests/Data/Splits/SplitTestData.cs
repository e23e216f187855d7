using System.Text.RegularExpressions;
using CsCheck;
using Elbo.Data;
using Elbo.Data.Splits;

namespace Elbo.Tests.Data.Splits;

/// <summary>Data sets to split, and ways to read a split in the data's own item indices.</summary>
internal static class SplitTestData
{
    /// <summary>Up to 30 users with up to 25 of 25 items each, with many equal times.</summary>
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
            InteractionMatrix.FromRows(
                histories.Select(history => history.Select(entry => entry.Item).ToArray()),
                itemCount,
                histories.Select(history => history.Select(entry => entry.Time).ToArray())));
    }

    /// <summary>Histories given as items alone; the times count up from 0 in each.</summary>
    public static InteractionDataset FromItems(params int[][] histories) =>
        FromHistories([.. histories.Select(history => history.Select((item, i) => (item, (long)i)).ToArray())]);

    public static int[] ToDatasetItems(InteractionDataset data, Split split, ReadOnlySpan<int> row) =>
        [.. row.ToArray().Select(item => data.Items.IndexOf(split.Items[item]))];

    public static long TimeOf(InteractionDataset data, int user, int item) =>
        data.Interactions.Times[data.Interactions.Offsets[user] + data.Interactions.Row(user).IndexOf(item)];

    /// <summary>The history of a user without the items that training lacks.</summary>
    public static int[] TrainableItems(InteractionDataset data, Split split, int user) =>
        [.. data.Interactions.Row(user).ToArray().Where(item => split.Items.IndexOf(data.Items[item]) >= 0)];

    /// <summary>Properties of every split: one vocabulary, built from the training items, and no target in the fold-in.</summary>
    public static void AssertValid(InteractionDataset data, Split split)
    {
        Assert.Equal(split.TrainUsers.Count, split.Train.RowCount);
        Assert.Equal(Enumerable.Range(0, split.Items.Count), split.Train.Items.ToArray().Distinct());
        for (int row = 0; row < split.Train.RowCount; row++)
        {
            Assert.NotEqual(0, split.Train.RowLength(row));
            AssertInOrder(data, split.TrainUsers[row], ToDatasetItems(data, split, split.Train.Row(row)));
            AssertTimes(data, split, split.TrainUsers[row], split.Train, row);
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
            int[] foldIn = ToDatasetItems(data, split, set.FoldIn.Row(row));
            int[] targets = ToDatasetItems(data, split, set.Targets.Row(row));
            Assert.Empty(foldIn.Intersect(targets));
            AssertInOrder(data, set.Users[row], foldIn);
            AssertInOrder(data, set.Users[row], targets);
            AssertTimes(data, split, set.Users[row], set.FoldIn, row);
            AssertTimes(data, split, set.Users[row], set.Targets, row);
        }
    }

    /// <summary>Each "--set split.name=" in a message names an option that exists.</summary>
    public static void AssertNamesSettings<TOptions>(string message, int count)
    {
        string[] names = [.. Regex.Matches(message, @"--set split\.(\w+)=").Select(match => match.Groups[1].Value)];
        Assert.Equal(count, names.Length);
        Assert.All(names, name => Assert.NotNull(typeof(TOptions).GetProperty(char.ToUpperInvariant(name[0]) + name[1..])));
    }

    private static void AssertTimes(InteractionDataset data, Split split, int user, InteractionMatrix matrix, int row) => Assert.Equal(
        ToDatasetItems(data, split, matrix.Row(row)).Select(item => TimeOf(data, user, item)), matrix.RowTimes(row).ToArray());

    private static void AssertInOrder(InteractionDataset data, int user, int[] items) =>
        Assert.Equal(data.Interactions.Row(user).ToArray().Where(items.Contains), items);
}
