namespace Elbo.Inference.Ranking;

/// <summary>The items by column, id and category, with what is known of their popularity.</summary>
internal sealed class ItemTable
{
    private readonly Dictionary<string, int> columns;
    private readonly Dictionary<string, int[]> byCategory;

    public ItemTable(Item[] items)
    {
        Items = items;
        columns = new Dictionary<string, int>(items.Length, StringComparer.Ordinal);
        for (int column = 0; column < items.Length; column++)
        {
            columns.Add(items[column].Id, column);
        }

        byCategory = items
            .SelectMany((item, column) => item.Categories.Select(category => (category, column)))
            .GroupBy(pair => pair.category, pair => pair.column, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.OrdinalIgnoreCase);
        double total = items.Sum(item => (double)item.Count);
        Shares = [.. items.Select(item => (float)(item.Count / Math.Max(total, 1)))];

        // One more interaction with each item, so that one nobody chose has a logarithm too.
        LogShares = [.. items.Select(item => (float)Math.Log((item.Count + 1) / (total + items.Length)))];
    }

    public Item[] Items { get; }

    public int Count => Items.Length;

    /// <summary>Each item's share of all interactions.</summary>
    public float[] Shares { get; }

    /// <summary>The logarithms of the shares, smoothed.</summary>
    public float[] LogShares { get; }

    /// <summary>The column of an id; -1 where it is not known.</summary>
    public int ColumnOf(string id) => columns.GetValueOrDefault(id, -1);

    /// <summary>The columns of a category's items, compared without case; none for a category that there is not.</summary>
    public ReadOnlySpan<int> OfCategory(string category) => byCategory.GetValueOrDefault(category);
}
