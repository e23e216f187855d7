namespace Elbo.Data.Readers;

/// <summary>Finds the columns that a person named, or those with a usual name.</summary>
internal static class ColumnChoice
{
    public static readonly string[] User = ["userId", "user_id", "user", "uid", "visitorid", "customer_id"];
    public static readonly string[] Item = ["movieId", "itemId", "item_id", "item", "movie_id", "product_id", "iid", "id"];
    public static readonly string[] Value = ["rating", "value", "score", "weight"];
    public static readonly string[] Time = ["timestamp", "time", "date", "datetime"];
    public static readonly string[] Title = ["title", "name"];
    public static readonly string[] Genres = ["genres", "genre", "categories", "category"];

    /// <summary>The column asked for, or else the first with a usual name.</summary>
    /// <exception cref="ElboException">There is no such column.</exception>
    public static TableColumn Required(TableFile file, string? asked, string[] usual, string flag) =>
        Optional(file, asked, usual, flag)
        ?? throw new ElboException($"{file.Name}: no column is called {string.Join(", ", usual)}; {There(file)}; choose one with {flag}");

    /// <summary>The column asked for, or else the first with a usual name, or null.</summary>
    /// <exception cref="ElboException">A column was asked for that is not there.</exception>
    public static TableColumn? Optional(TableFile file, string? asked, string[] usual, string flag)
    {
        if (asked is null)
        {
            return usual.Select(name => Find(file, name)).FirstOrDefault(column => column is not null);
        }

        if (Find(file, asked) is TableColumn found)
        {
            return found;
        }

        string guess = NearestName.Of(asked, file.Columns.Select(column => column.Name)) is string nearest ? $" (did you mean '{nearest}'?)" : "";
        throw new ElboException($"{file.Name}: no column is called '{asked}'{guess}; {There(file)}; choose one with {flag}");
    }

    private static string There(TableFile file) =>
        $"there are {string.Join(", ", file.Columns.Select(column => $"'{column.Name}'"))}";

    private static TableColumn? Find(TableFile file, string name) =>
        file.Columns.FirstOrDefault(column => column.Name == name)
        ?? file.Columns.FirstOrDefault(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
