using System.Globalization;

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

    /// <summary>The names that identify the header of a file of interactions: the default ones and those requested.</summary>
    public static IEnumerable<string> InteractionNames(ReadOptions options) =>
    [
        .. UserNames, .. ItemNames, .. ValueNames, .. TimeNames,
        .. new[] { options.UserColumn, options.ItemColumn, options.ValueColumn, options.TimeColumn }.OfType<string>().Where(name => !IsPosition(name)),
    ];

    /// <summary>The requested column, or else the first one with a default name.</summary>
    /// <param name="file">The file.</param>
    /// <param name="requested">A name, or a position from 1; null for the default names.</param>
    /// <param name="defaultNames">The default names.</param>
    /// <param name="flag">The flag that requests the column.</param>
    /// <param name="taken">Columns that have another role, and are found on request only.</param>
    /// <exception cref="ElboException">There is no such column.</exception>
    public static TableColumn Require(TableFile file, string? requested, string[] defaultNames, string flag, params TableColumn?[] taken) =>
        FindOrDefault(file, requested, defaultNames, flag, taken)
        ?? throw new ElboException(file.Text is { HasHeader: false }
            ? $"{file.Name}: the file has no header; choose a column from 1 to {file.Columns.Count} with {flag}"
            : $"{file.Name}: no column is named {string.Join(", ", defaultNames)}; {ListColumns(file)}; choose one by name or position with {flag}");

    /// <summary>The requested column, or else the first one with a default name, or null.</summary>
    /// <inheritdoc cref="Require" />
    public static TableColumn? FindOrDefault(TableFile file, string? requested, string[] defaultNames, string flag, params TableColumn?[] taken)
    {
        if (requested is null)
        {
            return defaultNames.Select(name => FindByName(file, name)).FirstOrDefault(column => column is not null && !taken.Contains(column));
        }

        return FindByName(file, requested) ?? FindByPosition(file, requested) ?? throw NotFound(file, requested, flag);
    }

    private static ElboException NotFound(TableFile file, string requested, string flag)
    {
        string suggestion = NameSuggester.Suggest(requested, file.Columns.Select(column => column.Name)) is string nearest ? $" (did you mean '{nearest}'?)" : "";
        return new ElboException(file.Text is { HasHeader: false }
            ? $"{file.Name}: there is no column '{requested}', and the file has no header; choose a column from 1 to {file.Columns.Count} with {flag}"
            : $"{file.Name}: no column is named '{requested}'{suggestion}; {ListColumns(file)}; choose one by name or position with {flag}");
    }

    private static string ListColumns(TableFile file) =>
        $"there are {string.Join(", ", file.Columns.Select(column => $"'{column.Name}'"))}";

    private static TableColumn? FindByName(TableFile file, string name) =>
        file.Columns.FirstOrDefault(column => column.Name == name)
        ?? file.Columns.FirstOrDefault(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static TableColumn? FindByPosition(TableFile file, string text) =>
        IsPosition(text) && int.TryParse(text, CultureInfo.InvariantCulture, out int position) && position >= 1 && position <= file.Columns.Count
            ? file.Columns[position - 1]
            : null;

    private static bool IsPosition(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);
}
