namespace Elbo.Inference.Ranking;

/// <summary>The items by column, id and category, with what is known of their popularity.</summary>
internal sealed class ItemTable
{
    private readonly Dictionary<string, int> columns;
    private readonly Dictionary<string, int> categories = new(StringComparer.OrdinalIgnoreCase);
    private readonly int[][] categoriesOf;
    private readonly int[][] columnsOf;

    public ItemTable(Item[] items)
    {
        Items = items;
        columns = new Dictionary<string, int>(items.Length, StringComparer.Ordinal);
        categoriesOf = new int[items.Length][];
        for (int column = 0; column < items.Length; column++)
        {
            columns.Add(items[column].Id, column);
            categoriesOf[column] = [.. items[column].Categories.Select(NumberOf).Distinct()];
        }

        columnsOf = ByCategory();
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

    /// <summary>How many categories there are; those that differ in case alone are one.</summary>
    public int CategoryCount => categories.Count;

    /// <summary>The column of an id; -1 where it is not known.</summary>
    public int ColumnOf(string id) => columns.GetValueOrDefault(id, -1);

    /// <summary>The number of a category, compared without case; -1 where no item has it.</summary>
    public int CategoryOf(string name) => categories.GetValueOrDefault(name, -1);

    /// <summary>The numbers of an item's categories, each once.</summary>
    public ReadOnlySpan<int> CategoriesOf(int column) => categoriesOf[column];

    /// <summary>The columns of a category's items.</summary>
    public ReadOnlySpan<int> ColumnsOf(int category) => columnsOf[category];

    private int NumberOf(string category)
    {
        if (!categories.TryGetValue(category, out int number))
        {
            categories.Add(category, number = categories.Count);
        }

        return number;
    }

    private int[][] ByCategory()
    {
        List<int>[] found = [.. Enumerable.Range(0, categories.Count).Select(_ => new List<int>())];
        for (int column = 0; column < categoriesOf.Length; column++)
        {
            foreach (int category in categoriesOf[column])
            {
                found[category].Add(column);
            }
        }

        return [.. found.Select(list => list.ToArray())];
    }
}
