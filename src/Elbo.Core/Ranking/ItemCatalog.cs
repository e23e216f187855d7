namespace Elbo.Ranking;

/// <summary>The items by column, id and category, with what is known of their popularity.</summary>
internal sealed class ItemCatalog
{
    private readonly Dictionary<string, int> indices;
    private readonly Dictionary<string, int> categoryIndices = new(StringComparer.OrdinalIgnoreCase);
    private readonly int[][] itemCategories;
    private readonly int[][] categoryItems;

    public ItemCatalog(Item[] items)
    {
        Items = items;
        indices = new Dictionary<string, int>(items.Length, StringComparer.Ordinal);
        itemCategories = new int[items.Length][];
        for (int item = 0; item < items.Length; item++)
        {
            indices.Add(items[item].Id, item);
            itemCategories[item] = [.. items[item].Categories.Select(AddCategory).Distinct()];
        }

        categoryItems = GroupByCategory();
        double total = items.Sum(item => (double)item.InteractionCount);
        Popularity = [.. items.Select(item => (float)(item.InteractionCount / Math.Max(total, 1)))];

        // One more interaction with each item, so that one nobody chose has a logarithm too.
        LogPopularity = [.. items.Select(item => (float)Math.Log((item.InteractionCount + 1) / (total + items.Length)))];
    }

    public Item[] Items { get; }

    public int Count => Items.Length;

    /// <summary>Each item's share of all interactions.</summary>
    public float[] Popularity { get; }

    /// <summary>The logarithms of the shares, smoothed.</summary>
    public float[] LogPopularity { get; }

    /// <summary>How many categories there are; those that differ in case alone are one.</summary>
    public int CategoryCount => categoryIndices.Count;

    /// <summary>The column of an id; -1 where it is not known.</summary>
    public int IndexOf(string id) => indices.GetValueOrDefault(id, -1);

    /// <summary>The number of a category, compared without case; -1 where no item has it.</summary>
    public int CategoryIndexOf(string name) => categoryIndices.GetValueOrDefault(name, -1);

    /// <summary>The numbers of an item's categories, each once.</summary>
    public ReadOnlySpan<int> CategoriesOfItem(int item) => itemCategories[item];

    /// <summary>The columns of a category's items.</summary>
    public ReadOnlySpan<int> ItemsInCategory(int category) => categoryItems[category];

    private int AddCategory(string category)
    {
        if (!categoryIndices.TryGetValue(category, out int index))
        {
            categoryIndices.Add(category, index = categoryIndices.Count);
        }

        return index;
    }

    private int[][] GroupByCategory()
    {
        List<int>[] groups = [.. Enumerable.Range(0, categoryIndices.Count).Select(_ => new List<int>())];
        for (int item = 0; item < itemCategories.Length; item++)
        {
            foreach (int category in itemCategories[item])
            {
                groups[category].Add(item);
            }
        }

        return [.. groups.Select(list => list.ToArray())];
    }
}
