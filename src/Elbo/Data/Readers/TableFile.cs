namespace Elbo.Data.Readers;

/// <summary>A file that DuckDB can read as a table.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Name">Its name in messages.</param>
/// <param name="ReadExpression">The SQL table function that reads it.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Text">How its lines are separated into columns; null for formats without lines.</param>
internal sealed record TableFile(string Path, string Name, string ReadExpression, IReadOnlyList<TableColumn> Columns, DelimitedText? Text)
{
    /// <summary>Opens a file of interactions.</summary>
    public static TableFile OpenInteractions(DuckDbDatabase database, string path, ReadOptions options) => Open(
        database,
        path,
        options.Format,
        () => DelimitedText.Detect(path, options.Separator, options.Header, ColumnResolver.InteractionNames(options)));

    /// <summary>Opens a file of items, whose text has a header.</summary>
    public static TableFile OpenItems(DuckDbDatabase database, string path) =>
        Open(database, path, DataFormat.Auto, () => DelimitedText.Detect(path, null, HeaderLine.Yes, []));

    /// <summary>A text file without a header line, in which quotation marks are plain characters.</summary>
    public static TableFile WithoutHeader(string path, string separator, IReadOnlyList<string> columns, string encoding) =>
        OpenDelimited(path, new DelimitedText(separator, HasHeader: false, columns) { IsQuoted = false }, encoding);

    private static TableFile Open(DuckDbDatabase database, string path, DataFormat format, Func<DelimitedText> detectText)
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
            DataFormat.Text => OpenDelimited(path, detectText()),
            DataFormat.Parquet => OpenTyped(database, path, $"read_parquet({Sql.Path(path)})"),
            DataFormat.Json => OpenJson(database, path),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "unknown format"),
        };
    }

    // DuckDB detects nothing: one row can change what it detects, and its errors then do not name the line.
    private static TableFile OpenDelimited(string path, DelimitedText text, string encoding = "utf-8")
    {
        DelimitedText.RequireShortLastLine(path);
        string quote = Sql.Literal(text.IsQuoted ? "\"" : "");
        string header = text.HasHeader ? "true" : "false";

        // A compressed file is read in one piece anyway, and reading in one piece finds a last line that is too long.
        string parallel = DelimitedText.IsCompressed(path) ? "false" : "true";
        return new TableFile(
            path,
            System.IO.Path.GetFileName(path),
            $"read_csv({Sql.Path(path)}, auto_detect = false, header = {header}, delim = {Sql.Literal(text.Separator)}, quote = {quote}, escape = {quote}, "
            + $"encoding = '{encoding}', parallel = {parallel}, columns = {TextColumnTypes(text.Columns)})",
            [.. text.Columns.Select((column, i) => TableColumn.Create(column, "VARCHAR") with { Label = text.HasHeader ? $"column '{column}'" : $"column {i + 1}" })],
            text);
    }

    private static TableFile OpenJson(DuckDbDatabase database, string path)
    {
        List<string> columns = [.. OpenTyped(database, path, $"read_json({Sql.Path(path)})").Columns.Select(column => column.Name)];
        // Read as text, so that an error can name the row of a word in a column of numbers.
        return new TableFile(
            path,
            System.IO.Path.GetFileName(path),
            $"read_json({Sql.Path(path)}, columns = {TextColumnTypes(columns)})",
            [.. columns.Select(column => TableColumn.Create(column, "VARCHAR"))],
            null);
    }

    private static string TextColumnTypes(IEnumerable<string> columns) =>
        $"{{{string.Join(", ", columns.Select(column => $"{Sql.Literal(column)}: 'VARCHAR'"))}}}";

    private static TableFile OpenTyped(DuckDbDatabase database, string path, string readExpression)
    {
        List<TableColumn> columns = [];
        database.Read($"DESCRIBE SELECT * FROM {readExpression}", row =>
            columns.Add(TableColumn.Create(row.GetString(0), row.GetString(1))));
        return new TableFile(path, System.IO.Path.GetFileName(path), readExpression, columns, null);
    }

    private static DataFormat DetectFormat(string path)
    {
        string name = System.IO.Path.GetFileName(path).ToLowerInvariant();
        bool compressed = name.EndsWith(".gz", StringComparison.Ordinal);
        string extension = System.IO.Path.GetExtension(compressed ? name[..^3] : name);
        return (extension, compressed) switch
        {
            (".csv" or ".tsv" or ".txt" or ".dat" or ".data", _) => DataFormat.Text,
            (".json" or ".jsonl" or ".ndjson", _) => DataFormat.Json,
            (".parquet", false) => DataFormat.Parquet,
            _ => throw new ElboException(
                $"{name}: unknown extension '{System.IO.Path.GetExtension(name)}'; .csv, .tsv, .txt, .dat, .data, .json, .jsonl, .ndjson (each also with .gz), .parquet and .zip are supported; set the format of other files with --format"),
        };
    }
}

/// <summary>A column of a file.</summary>
/// <param name="Name">Its name in the file, or a default name if the file has no header.</param>
/// <param name="TextExpression">SQL expression of its values as text.</param>
internal sealed record TableColumn(string Name, string TextExpression)
{
    /// <summary>The column in messages: by its name, or by its position if the file has no header.</summary>
    public string Label { get; init; } = $"column '{Name}'";

    /// <summary>A column of the DuckDB type <paramref name="type"/>.</summary>
    public static TableColumn Create(string name, string type)
    {
        string column = Sql.Name(name);
        string text = type switch
        {
            "VARCHAR" => column,
            "FLOAT" or "DOUBLE" =>
                $"CASE WHEN {column} = trunc({column}) AND abs({column}) < 9e18 THEN CAST(CAST({column} AS BIGINT) AS VARCHAR) ELSE CAST({column} AS VARCHAR) END",
            "TIMESTAMP WITH TIME ZONE" => $"CAST(epoch_us({column}) AS VARCHAR)",
            "DATE" or "TIMESTAMP" or "TIMESTAMP_S" or "TIMESTAMP_MS" or "TIMESTAMP_NS" =>
                $"CAST(epoch_us(CAST({column} AS TIMESTAMP)) AS VARCHAR)",
            _ when type.EndsWith("[]", StringComparison.Ordinal) => $"array_to_string({column}, '|')",
            _ => $"CAST({column} AS VARCHAR)",
        };
        return new TableColumn(name, text);
    }
}
