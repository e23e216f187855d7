using System.IO.Compression;

namespace Elbo.Data.Readers;

/// <summary>A file that DuckDB can read as a table.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Name">What messages call it.</param>
/// <param name="From">The SQL table function that reads it.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="FirstLine">Line of its first row in a text file; 0 where the format has no lines.</param>
internal sealed record TableFile(string Path, string Name, string From, IReadOnlyList<TableColumn> Columns, int FirstLine)
{
    private static readonly string[] RatingColumns = ["user_id", "item_id", "rating", "timestamp"];

    public static TableFile Open(DuckDbSource source, string path, DataFormat format)
    {
        string name = System.IO.Path.GetFileName(path);
        if (!File.Exists(path))
        {
            throw new ElboException($"{path}: no such file; check the path");
        }

        if (new FileInfo(path).Length == 0)
        {
            throw new ElboException($"{name}: the file is empty");
        }

        return (format == DataFormat.Auto ? FormatOf(path) : format) switch
        {
            DataFormat.Csv => Separated(source, path, SeparatorOf(path)),
            DataFormat.Tsv => Separated(source, path, '\t'),
            DataFormat.Parquet => Described(source, path, $"read_parquet({Sql.Path(path)})", firstLine: 0, asText: false),
            DataFormat.Json => Json(source, path),
            DataFormat.MovieLensDat => WithoutHeader(path, "::", RatingColumns, "utf-8"),
            DataFormat.MovieLensData => WithoutHeader(path, "\t", RatingColumns, "utf-8"),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "unknown format"),
        };
    }

    /// <summary>A text file without a header line, whose quotation marks are plain characters.</summary>
    public static TableFile WithoutHeader(string path, string separator, IReadOnlyList<string> columns, string encoding)
    {
        string types = string.Join(", ", columns.Select(column => $"{Sql.Literal(column)}: 'VARCHAR'"));
        string from = $"read_csv({Sql.Path(path)}, auto_detect = false, header = false, delim = {Sql.Literal(separator)}, "
            + $"quote = '', escape = '', encoding = '{encoding}', columns = {{{types}}})";
        return new TableFile(
            path, System.IO.Path.GetFileName(path), from, [.. columns.Select(column => TableColumn.Of(column, "VARCHAR"))], FirstLine: 1);
    }

    private static TableFile Separated(DuckDbSource source, string path, char separator) => Described(
        source,
        path,
        $"read_csv({Sql.Path(path)}, header = true, all_varchar = true, delim = '{separator}', quote = '\"', escape = '\"', comment = '', skip = 0)",
        firstLine: 2,
        asText: true);

    private static TableFile Json(DuckDbSource source, string path)
    {
        TableFile guessed = Described(source, path, $"read_json({Sql.Path(path)})", firstLine: 0, asText: true);
        // Read as text, so that a column of numbers may hold a word further down and be told of by its row.
        string types = string.Join(", ", guessed.Columns.Select(column => $"{Sql.Literal(column.Name)}: 'VARCHAR'"));
        return guessed with { From = $"read_json({Sql.Path(path)}, columns = {{{types}}})" };
    }

    private static TableFile Described(DuckDbSource source, string path, string from, int firstLine, bool asText)
    {
        List<TableColumn> columns = [];
        source.Read($"DESCRIBE SELECT * FROM {from}", row =>
            columns.Add(TableColumn.Of(row.GetString(0), asText ? "VARCHAR" : row.GetString(1))));
        return new TableFile(path, System.IO.Path.GetFileName(path), from, columns, firstLine);
    }

    private static DataFormat FormatOf(string path)
    {
        string name = System.IO.Path.GetFileName(path).ToLowerInvariant();
        bool packed = name.EndsWith(".gz", StringComparison.Ordinal);
        string ending = System.IO.Path.GetExtension(packed ? name[..^3] : name);
        return (ending, packed) switch
        {
            (".csv", _) => DataFormat.Csv,
            (".tsv", _) => DataFormat.Tsv,
            (".json" or ".jsonl" or ".ndjson", _) => DataFormat.Json,
            (".parquet", false) => DataFormat.Parquet,
            (".dat", false) => DataFormat.MovieLensDat,
            (".data", false) => DataFormat.MovieLensData,
            _ => throw new ElboException(
                $"{name}: unknown ending '{System.IO.Path.GetExtension(name)}'; .csv, .tsv, .json, .jsonl, .ndjson (each also with .gz), .parquet, .dat, .data and .zip are known; name another's format with --format"),
        };
    }

    private static char SeparatorOf(string path)
    {
        using FileStream stream = File.OpenRead(path);
        bool packed = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        using StreamReader reader = new(packed ? new GZipStream(stream, CompressionMode.Decompress) : stream);
        try
        {
            string header = reader.ReadLine() ?? "";
            return ",;\t|".MaxBy(separator => header.Count(separator));
        }
        catch (InvalidDataException error)
        {
            throw new ElboException($"{System.IO.Path.GetFileName(path)}: is not a gzip file; rename it if it is not packed", error);
        }
    }
}
