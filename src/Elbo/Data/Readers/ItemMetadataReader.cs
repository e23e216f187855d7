using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Elbo.Data.Readers;

/// <summary>Reads titles and genres.</summary>
internal static class ItemMetadataReader
{
    private static readonly string[] MovieLens100KGenres =
    [
        "Action", "Adventure", "Animation", "Children's", "Comedy", "Crime", "Documentary", "Drama", "Fantasy",
        "Film-Noir", "Horror", "Musical", "Mystery", "Romance", "Sci-Fi", "Thriller", "War", "Western",
    ];

    /// <summary>Metadata of the items of the file that are in <paramref name="items"/>.</summary>
    public static Dictionary<string, Item> Read(
        DuckDbDatabase database, string path, ReadOptions options, IdType idType, Vocabulary items)
    {
        if (!File.Exists(path))
        {
            throw new ElboException($"{path}: no such file of items; check --items-file");
        }

        TableFile file = Open(database, path);
        TableColumn id = ColumnResolver.Require(file, options.ItemsIdColumn, ColumnResolver.ItemNames, "--items-id-column");
        TableColumn title = ColumnResolver.Require(file, options.ItemsTitleColumn, ColumnResolver.TitleNames, "--items-title-column");
        TableColumn? genres = ColumnResolver.FindOrDefault(file, options.ItemsGenresColumn, ColumnResolver.GenreNames, "--items-genres-column");
        Dictionary<string, Item> metadata = [];
        database.Read(
            $"SELECT trim({id.TextExpression}), coalesce({title.TextExpression}, ''), coalesce({genres?.TextExpression ?? "''"}, '') FROM {file.ReadExpression} WHERE {id.TextExpression} IS NOT NULL",
            row =>
            {
                string key = CanonicalId(row.GetString(0), idType);
                if (items.TryGetIndex(key, out _))
                {
                    metadata.TryAdd(key, new Item(key, row.GetString(1).Trim(), ParseGenres(row.GetString(2)), InteractionCount: 0));
                }
            });
        return metadata;
    }

    private static TableFile Open(DuckDbDatabase database, string path) => Path.GetFileName(path).ToLowerInvariant() switch
    {
        "movies.dat" => TableFile.WithoutHeader(path, "::", ["item_id", "title", "genres"], DetectEncoding(path)),
        "u.item" => OpenMovieLens100K(path),
        _ => TableFile.OpenItems(database, path),
    };

    /// <summary>MovieLens 100K has a column for each genre, 1 if the film has the genre.</summary>
    private static TableFile OpenMovieLens100K(string path)
    {
        string[] columns = ["item_id", "title", "released", "released_on_video", "url", "unknown", .. MovieLens100KGenres];
        string genres = string.Join(", ", MovieLens100KGenres.Select(genre =>
            $"CASE WHEN {Sql.Name(genre)} = '1' THEN {Sql.Literal(genre)} END"));
        TableFile file = TableFile.WithoutHeader(path, "|", columns, DetectEncoding(path));
        return file with { Columns = [.. file.Columns, new TableColumn("genres", $"concat_ws('|', {genres})")] };
    }

    /// <summary>MovieLens 100K and 1M are in Latin-1, 10M is in UTF-8 with the same file names.</summary>
    private static string DetectEncoding(string path)
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

    private static string CanonicalId(string id, IdType idType) =>
        idType == IdType.Integer && decimal.TryParse(id, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
            ? decimal.Truncate(number).ToString(CultureInfo.InvariantCulture)
            : id;

    private static string[] ParseGenres(string genres)
    {
        if (genres.StartsWith('[') && TryParseJsonList(genres) is string[] list)
        {
            return list;
        }

        string[] parts = genres.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts is ["(no genres listed)"] ? [] : parts;
    }

    private static string[]? TryParseJsonList(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<string[]>(json);
        }
        catch (JsonException)
        {
            return null; // A name that starts with a bracket.
        }
    }
}
