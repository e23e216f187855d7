namespace Elbo.Ranking;

/// <summary>The ranked items by index, id and category.</summary>
public sealed class ItemCatalog
{
    private readonly Dictionary<string, int> indices;
    private readonly Dictionary<string, int> categoryIndices = new(StringComparer.OrdinalIgnoreCase);
    private readonly int[][] itemCategories;
    private readonly int[][] categoryItems;

    /// <summary>A catalog of items in the order of a model's scores.</summary>
    /// <exception cref="ArgumentException">Two items have the same id.</exception>
    public ItemCatalog(IReadOnlyList<Item> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        Items = items;
        indices = new Dictionary<string, int>(items.Count, StringComparer.Ordinal);
        itemCategories = new int[items.Count][];
        for (int index = 0; index < items.Count; index++)
        {
            indices.Add(items[index].Id, index);
            itemCategories[index] = [.. items[index].Categories.Select(AddCategory).Distinct()];
        }

        categoryItems = GroupByCategory();
        Popularity = new ItemPopularity([.. items.Select(item => item.InteractionCount)]);
    }

    /// <summary>The items, in the order of the model's scores.</summary>
    public IReadOnlyList<Item> Items { get; }

    /// <summary>Number of items.</summary>
    public int Count => Items.Count;

    /// <summary>Popularity of the items.</summary>
    public ItemPopularity Popularity { get; }

    /// <summary>Number of categories; names that differ only in case are one category.</summary>
    internal int CategoryCount => categoryIndices.Count;

    /// <summary>The index of an id; -1 if it is unknown.</summary>
    public int IndexOf(string id) => indices.GetValueOrDefault(id, -1);

    /// <summary>The index of a category, compared without case; -1 if no item has it.</summary>
    internal int CategoryIndexOf(string name) => categoryIndices.GetValueOrDefault(name, -1);

    /// <summary>The distinct categories of an item, by index.</summary>
    internal ReadOnlySpan<int> CategoriesOfItem(int item) => itemCategories[item];

    /// <summary>The items of a category.</summary>
    internal ReadOnlySpan<int> ItemsInCategory(int category) => categoryItems[category];

    private int AddCategory(string name)
    {
        if (!categoryIndices.TryGetValue(name, out int index))
        {
            categoryIndices.Add(name, index = categoryIndices.Count);
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

        return [.. groups.Select(group => group.ToArray())];
    }
}
