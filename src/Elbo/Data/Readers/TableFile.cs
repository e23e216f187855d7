namespace Elbo.Data.Readers;

/// <summary>A file that DuckDB can read as a table.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Name">Its name in messages.</param>
/// <param name="ReadExpression">The SQL table function that reads it.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Layout">How its rows are laid out in lines.</param>
internal sealed record TableFile(string Path, string Name, string ReadExpression, IReadOnlyList<TableColumn> Columns, RowLayout Layout)
{
    private static readonly string[] RatingColumns = ["user_id", "item_id", "rating", "timestamp"];

    public static TableFile Open(DuckDbDatabase database, string path, DataFormat format)
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

        return (format == DataFormat.Auto ? DetectFormat(path) : format) switch
        {
            DataFormat.Csv => OpenDelimited(path, DelimitedText.DetectSeparator(DelimitedText.ReadHeader(path))),
            DataFormat.Tsv => OpenDelimited(path, '\t'),
            DataFormat.Parquet => OpenTyped(database, path, $"read_parquet({Sql.Path(path)})"),
            DataFormat.Json => OpenJson(database, path),
            DataFormat.MovieLensDat => WithoutHeader(path, "::", RatingColumns, "utf-8"),
            DataFormat.MovieLensData => WithoutHeader(path, "\t", RatingColumns, "utf-8"),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "unknown format"),
        };
    }

    /// <summary>A text file without a header line, in which quotation marks are plain characters.</summary>
    public static TableFile WithoutHeader(string path, string separator, IReadOnlyList<string> columns, string encoding) =>
        OpenDelimited(path, columns, $"header = false, delim = {Sql.Literal(separator)}, quote = '', escape = '', encoding = '{encoding}'", RowLayout.Plain);

    private static TableFile OpenDelimited(string path, char separator) => OpenDelimited(
        path,
        DelimitedText.ParseHeader(DelimitedText.ReadHeader(path), separator),
        $"header = true, delim = '{separator}', quote = '\"', escape = '\"'",
        RowLayout.QuotedWithHeader);

    // DuckDB detects nothing: one row can change what it detects, and its errors then do not name the line.
    private static TableFile OpenDelimited(string path, IReadOnlyList<string> columns, string settings, RowLayout text) => new(
        path,
        System.IO.Path.GetFileName(path),
        $"read_csv({Sql.Path(path)}, auto_detect = false, {settings}, columns = {TextColumnTypes(columns)})",
        [.. columns.Select(column => TableColumn.Create(column, "VARCHAR"))],
        text);

    private static TableFile OpenJson(DuckDbDatabase database, string path)
    {
        List<string> columns = [.. OpenTyped(database, path, $"read_json({Sql.Path(path)})").Columns.Select(column => column.Name)];
        // Read as text, so that an error can name the row of a word in a column of numbers.
        return new TableFile(
            path,
            System.IO.Path.GetFileName(path),
            $"read_json({Sql.Path(path)}, columns = {TextColumnTypes(columns)})",
            [.. columns.Select(column => TableColumn.Create(column, "VARCHAR"))],
            RowLayout.None);
    }

    private static string TextColumnTypes(IEnumerable<string> columns) =>
        $"{{{string.Join(", ", columns.Select(column => $"{Sql.Literal(column)}: 'VARCHAR'"))}}}";

    private static TableFile OpenTyped(DuckDbDatabase database, string path, string readExpression)
    {
        List<TableColumn> columns = [];
        database.Read($"DESCRIBE SELECT * FROM {readExpression}", row =>
            columns.Add(TableColumn.Create(row.GetString(0), row.GetString(1))));
        return new TableFile(path, System.IO.Path.GetFileName(path), readExpression, columns, RowLayout.None);
    }

    private static DataFormat DetectFormat(string path)
    {
        string name = System.IO.Path.GetFileName(path).ToLowerInvariant();
        bool compressed = name.EndsWith(".gz", StringComparison.Ordinal);
        string extension = System.IO.Path.GetExtension(compressed ? name[..^3] : name);
        return (extension, compressed) switch
        {
            (".csv", _) => DataFormat.Csv,
            (".tsv", _) => DataFormat.Tsv,
            (".json" or ".jsonl" or ".ndjson", _) => DataFormat.Json,
            (".parquet", false) => DataFormat.Parquet,
            (".dat", false) => DataFormat.MovieLensDat,
            (".data", false) => DataFormat.MovieLensData,
            _ => throw new ElboException(
                $"{name}: unknown extension '{System.IO.Path.GetExtension(name)}'; .csv, .tsv, .json, .jsonl, .ndjson (each also with .gz), .parquet, .dat, .data and .zip are supported; set the format of other files with --format"),
        };
    }
}

/// <summary>How rows are laid out in a text file.</summary>
internal enum RowLayout
{
    /// <summary>The format has rows but no lines.</summary>
    None,

    /// <summary>One row per line from the first line on; quotation marks are plain characters.</summary>
    Plain,

    /// <summary>After a header line; quoted text may contain line breaks.</summary>
    QuotedWithHeader,
}
