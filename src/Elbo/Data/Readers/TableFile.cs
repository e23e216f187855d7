namespace Elbo.Data.Readers;

/// <summary>A file that DuckDB can read as a table.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Name">What messages call it.</param>
/// <param name="From">The SQL table function that reads it.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Text">How its rows stand in lines.</param>
internal sealed record TableFile(string Path, string Name, string From, IReadOnlyList<TableColumn> Columns, TextLayout Text)
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
            DataFormat.Csv => Separated(path, SeparatedText.SeparatorOf(SeparatedText.HeaderOf(path))),
            DataFormat.Tsv => Separated(path, '\t'),
            DataFormat.Parquet => Described(source, path, $"read_parquet({Sql.Path(path)})"),
            DataFormat.Json => Json(source, path),
            DataFormat.MovieLensDat => WithoutHeader(path, "::", RatingColumns, "utf-8"),
            DataFormat.MovieLensData => WithoutHeader(path, "\t", RatingColumns, "utf-8"),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "unknown format"),
        };
    }

    /// <summary>A text file without a header line, whose quotation marks are plain characters.</summary>
    public static TableFile WithoutHeader(string path, string separator, IReadOnlyList<string> columns, string encoding) =>
        Separated(path, columns, $"header = false, delim = {Sql.Literal(separator)}, quote = '', escape = '', encoding = '{encoding}'", TextLayout.Plain);

    private static TableFile Separated(string path, char separator) => Separated(
        path,
        SeparatedText.NamesIn(SeparatedText.HeaderOf(path), separator),
        $"header = true, delim = '{separator}', quote = '\"', escape = '\"'",
        TextLayout.QuotedWithHeader);

    // Nothing is left for DuckDB to guess: a guess may differ with a single row, and fails without naming the line.
    private static TableFile Separated(string path, IReadOnlyList<string> columns, string settings, TextLayout text) => new(
        path,
        System.IO.Path.GetFileName(path),
        $"read_csv({Sql.Path(path)}, auto_detect = false, {settings}, columns = {AsText(columns)})",
        [.. columns.Select(column => TableColumn.Of(column, "VARCHAR"))],
        text);

    private static TableFile Json(DuckDbSource source, string path)
    {
        List<string> columns = [.. Described(source, path, $"read_json({Sql.Path(path)})").Columns.Select(column => column.Name)];
        // Read as text, so that a column of numbers may hold a word further down and be told of by its row.
        return new TableFile(
            path,
            System.IO.Path.GetFileName(path),
            $"read_json({Sql.Path(path)}, columns = {AsText(columns)})",
            [.. columns.Select(column => TableColumn.Of(column, "VARCHAR"))],
            TextLayout.None);
    }

    private static string AsText(IEnumerable<string> columns) =>
        $"{{{string.Join(", ", columns.Select(column => $"{Sql.Literal(column)}: 'VARCHAR'"))}}}";

    private static TableFile Described(DuckDbSource source, string path, string from)
    {
        List<TableColumn> columns = [];
        source.Read($"DESCRIBE SELECT * FROM {from}", row =>
            columns.Add(TableColumn.Of(row.GetString(0), row.GetString(1))));
        return new TableFile(path, System.IO.Path.GetFileName(path), from, columns, TextLayout.None);
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
}
