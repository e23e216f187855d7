using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Elbo.Data.Readers;

/// <summary>Reads titles and genres.</summary>
internal static class ItemDetailsReader
{
    private static readonly string[] FlaggedGenres =
    [
        "Action", "Adventure", "Animation", "Children's", "Comedy", "Crime", "Documentary", "Drama", "Fantasy",
        "Film-Noir", "Horror", "Musical", "Mystery", "Romance", "Sci-Fi", "Thriller", "War", "Western",
    ];

    /// <summary>Details of those items of the file that <paramref name="items"/> knows.</summary>
    public static Dictionary<string, ItemDetails> Read(
        DuckDbSource source, string path, ReadOptions options, IdKind ids, Vocabulary items)
    {
        if (!File.Exists(path))
        {
            throw new ElboException($"{path}: no such file of items; check --items-file");
        }

        TableFile file = Open(source, path);
        TableColumn id = ColumnChoice.Required(file, options.ItemsIdColumn, ColumnChoice.Item, "--items-id-column");
        TableColumn title = ColumnChoice.Required(file, options.ItemsTitleColumn, ColumnChoice.Title, "--items-title-column");
        TableColumn? genres = ColumnChoice.Optional(file, options.ItemsGenresColumn, ColumnChoice.Genres, "--items-genres-column");
        Dictionary<string, ItemDetails> details = [];
        source.Read(
            $"SELECT trim({id.Text}), coalesce({title.Text}, ''), coalesce({genres?.Text ?? "''"}, '') FROM {file.From} WHERE {id.Text} IS NOT NULL",
            row =>
            {
                string key = UsualForm(row.GetString(0), ids);
                if (items.TryGetIndex(key, out _))
                {
                    details.TryAdd(key, new ItemDetails(row.GetString(1).Trim(), Split(row.GetString(2))));
                }
            });
        return details;
    }

    private static TableFile Open(DuckDbSource source, string path) => Path.GetFileName(path).ToLowerInvariant() switch
    {
        "movies.dat" => TableFile.WithoutHeader(path, "::", ["item_id", "title", "genres"], EncodingOf(path)),
        "u.item" => Flagged(path),
        _ => TableFile.Open(source, path, DataFormat.Auto),
    };

    /// <summary>MovieLens 100K has a column for each genre, 1 where the film belongs to it.</summary>
    private static TableFile Flagged(string path)
    {
        string[] columns = ["item_id", "title", "released", "released_on_video", "url", "unknown", .. FlaggedGenres];
        string genres = string.Join(", ", FlaggedGenres.Select(genre =>
            $"CASE WHEN {Sql.Name(genre)} = '1' THEN {Sql.Literal(genre)} END"));
        TableFile file = TableFile.WithoutHeader(path, "|", columns, EncodingOf(path));
        return file with { Columns = [.. file.Columns, new TableColumn("genres", $"concat_ws('|', {genres})")] };
    }

    /// <summary>MovieLens 100K and 1M are in Latin-1, 10M is in UTF-8 under the same names.</summary>
    private static string EncodingOf(string path)
    {
        try
        {
            new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(File.ReadAllBytes(path));
            return "utf-8";
        }
        catch (DecoderFallbackException)
        {
            return "latin-1";
        }
    }

    private static string UsualForm(string id, IdKind kind) =>
        kind == IdKind.Integer && decimal.TryParse(id, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
            ? decimal.Truncate(number).ToString(CultureInfo.InvariantCulture)
            : id;

    private static string[] Split(string genres)
    {
        if (genres.StartsWith('[') && TryReadList(genres) is string[] list)
        {
            return list;
        }

        string[] parts = genres.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts is ["(no genres listed)"] ? [] : parts;
    }

    private static string[]? TryReadList(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<string[]>(json);
        }
        catch (JsonException)
        {
            return null; // A name that happens to begin with a bracket.
        }
    }
}
