using DuckDB.NET.Data;

namespace Elbo.Data;

/// <summary>Vectors of people or items as a table: columns of text, then a column for each number (float32).</summary>
public static class VectorFile
{
    /// <summary>Says early whether a file of this name can be written.</summary>
    /// <exception cref="ElboException">The ending is none of .csv, .tsv and .parquet.</exception>
    public static void RequireFormat(string path) => TableOutput.RequireFormat(path);

    /// <summary>Writes the file whole, or not at all; rows are taken one by one and not kept in memory.</summary>
    /// <param name="path">The file: .csv, .tsv or .parquet.</param>
    /// <param name="texts">Names of the text columns, the first of them an id.</param>
    /// <param name="numbers">Names of the columns of numbers.</param>
    /// <param name="rows">The rows, each with as many texts (null for none) and numbers as there are columns.</param>
    /// <param name="cancellation">Ends the writing early, leaving no file.</param>
    /// <exception cref="ElboException">The file cannot be written.</exception>
    public static void Write(
        string path,
        IReadOnlyList<string> texts,
        IReadOnlyList<string> numbers,
        IEnumerable<(IReadOnlyList<string?> Texts, ReadOnlyMemory<float> Numbers)> rows,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        (string, string)[] columns = [.. texts.Select(name => (name, "VARCHAR")), .. numbers.Select(name => (name, "FLOAT"))];
        TableOutput.Write(path, columns, appender =>
        {
            foreach ((IReadOnlyList<string?> ownTexts, ReadOnlyMemory<float> ownNumbers) in rows)
            {
                cancellation.ThrowIfCancellationRequested();
                if (ownTexts.Count != texts.Count || ownNumbers.Length != numbers.Count)
                {
                    throw new ArgumentException(
                        $"a row has {ownTexts.Count} texts and {ownNumbers.Length} numbers for {texts.Count} and {numbers.Count} columns", nameof(rows));
                }

                Append(appender.CreateRow(), ownTexts, ownNumbers.Span);
            }
        });
    }

    private static void Append(IDuckDBAppenderRow row, IReadOnlyList<string?> texts, ReadOnlySpan<float> numbers)
    {
        foreach (string? text in texts)
        {
            row.AppendValue(text);
        }

        foreach (float number in numbers)
        {
            row.AppendValue(number);
        }

        row.EndRow();
    }
}
