namespace Elbo.Data.Readers;

/// <summary>Finds the requested columns, or those with a default name.</summary>
internal static class ColumnResolver
{
    public static readonly string[] UserNames = ["userId", "user_id", "user", "uid", "visitorid", "customer_id"];
    public static readonly string[] ItemNames = ["movieId", "itemId", "item_id", "item", "movie_id", "product_id", "iid", "id"];
    public static readonly string[] ValueNames = ["rating", "value", "score", "weight"];
    public static readonly string[] TimeNames = ["timestamp", "time", "date", "datetime"];
    public static readonly string[] TitleNames = ["title", "name"];
    public static readonly string[] GenreNames = ["genres", "genre", "categories", "category"];

    /// <summary>The requested column, or else the first one with a default name.</summary>
    /// <exception cref="ElboException">There is no such column.</exception>
    public static TableColumn Require(TableFile file, string? requested, string[] defaultNames, string flag) =>
        FindOrDefault(file, requested, defaultNames, flag)
        ?? throw new ElboException($"{file.Name}: no column is named {string.Join(", ", defaultNames)}; {ListColumns(file)}; choose one with {flag}");

    /// <summary>The requested column, or else the first one with a default name, or null.</summary>
    /// <exception cref="ElboException">There is no column of the requested name.</exception>
    public static TableColumn? FindOrDefault(TableFile file, string? requested, string[] defaultNames, string flag)
    {
        if (requested is null)
        {
            return defaultNames.Select(name => Find(file, name)).FirstOrDefault(column => column is not null);
        }

        if (Find(file, requested) is TableColumn found)
        {
            return found;
        }

        string suggestion = NameSuggester.Suggest(requested, file.Columns.Select(column => column.Name)) is string nearest ? $" (did you mean '{nearest}'?)" : "";
        throw new ElboException($"{file.Name}: no column is named '{requested}'{suggestion}; {ListColumns(file)}; choose one with {flag}");
    }

    private static string ListColumns(TableFile file) =>
        $"there are {string.Join(", ", file.Columns.Select(column => $"'{column.Name}'"))}";

    private static TableColumn? Find(TableFile file, string name) =>
        file.Columns.FirstOrDefault(column => column.Name == name)
        ?? file.Columns.FirstOrDefault(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
