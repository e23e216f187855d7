using DuckDB.NET.Data;

namespace Elbo.Data;

/// <summary>User or item vectors as a table: text columns, then one column per vector component (float32).</summary>
internal static class VectorTableWriter
{
    /// <summary>Checks that a file with this name can be written.</summary>
    /// <exception cref="ElboException">The extension is not .csv, .tsv or .parquet.</exception>
    public static void RequireFormat(string path) => TableWriter.RequireFormat(path);

    /// <summary>Writes the complete file or nothing; rows are streamed and not kept in memory.</summary>
    /// <param name="path">The file: .csv, .tsv or .parquet.</param>
    /// <param name="textColumns">Names of the text columns, the first of them an id.</param>
    /// <param name="vectorColumns">Names of the columns of numbers.</param>
    /// <param name="rows">The rows, each with one text (null for none) or number per column.</param>
    /// <param name="cancellationToken">Stops writing and leaves no file.</param>
    /// <exception cref="ElboException">The file cannot be written.</exception>
    public static void Write(
        string path,
        IReadOnlyList<string> textColumns,
        IReadOnlyList<string> vectorColumns,
        IEnumerable<(IReadOnlyList<string?> Texts, ReadOnlyMemory<float> Numbers)> rows,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        (string, string)[] columns = [.. textColumns.Select(name => (name, "VARCHAR")), .. vectorColumns.Select(name => (name, "FLOAT"))];
        TableWriter.Write(path, columns, appender =>
        {
            foreach ((IReadOnlyList<string?> rowTexts, ReadOnlyMemory<float> rowVector) in rows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (rowTexts.Count != textColumns.Count || rowVector.Length != vectorColumns.Count)
                {
                    throw new ArgumentException(
                        $"a row has {rowTexts.Count} texts and {rowVector.Length} numbers for {textColumns.Count} and {vectorColumns.Count} columns", nameof(rows));
                }

                Append(appender.CreateRow(), rowTexts, rowVector.Span);
            }
        });
    }

    private static void Append(IDuckDBAppenderRow row, IReadOnlyList<string?> texts, ReadOnlySpan<float> vector)
    {
        foreach (string? text in texts)
        {
            row.AppendValue(text);
        }

        foreach (float number in vector)
        {
            row.AppendValue(number);
        }

        row.EndRow();
    }
}
