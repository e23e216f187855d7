using System.Text.RegularExpressions;

namespace Elbo.Data.Readers;

/// <summary>Says in the reader's terms what DuckDB found; its own words name settings that Elbo does not show.</summary>
internal static partial class DuckDbErrorTranslator
{
    private static readonly (string Words, string Finding)[] KnownErrors =
    [
        ("unterminated quote", "has a quotation mark that is not closed, or text after a closing one; write a mark within text twice"),
        ("not utf-8 encoded", "has text that is not UTF-8; save the file as UTF-8"),
        ("parser state machine", "mixes the line ends of Windows and Unix; save it with one kind"),
    ];

    /// <param name="message">DuckDB's message.</param>
    /// <param name="file">The file being read.</param>
    /// <param name="memoryLimit">The limit in MiB.</param>
    public static string Translate(string message, string file, int memoryLimit)
    {
        if (message.StartsWith("Out of Memory", StringComparison.Ordinal))
        {
            return $"{file}: reading needs more than {memoryLimit} MiB of memory or more temporary space; raise --memory-limit or choose --temporary-folder";
        }

        if (message.StartsWith("IO Error", StringComparison.Ordinal))
        {
            return $"{file}: cannot be read (damaged, or not allowed), or there is no space for temporary files; check the file, and the free space (--temporary-folder)";
        }

        // The line itself is quoted in the message and may say anything.
        string text = QuotedLine().Replace(message, "");
        Match line = LineNumber().Match(text);
        string place = line.Success ? $"{file} line {line.Groups[1].Value}" : file;
        Match columns = ColumnCounts().Match(text);
        if (columns.Success)
        {
            return $"{place}: has {columns.Groups[2].Value} columns where {columns.Groups[1].Value} are expected; mend the line, or name the file's format with --format";
        }

        string finding = KnownErrors.FirstOrDefault(known => text.Contains(known.Words, StringComparison.OrdinalIgnoreCase)).Finding
            ?? "is not in the format that its name or --format says, or is damaged; mend the file, or name its format with --format";
        return $"{place}: {finding}";
    }

    [GeneratedRegex("^Original Line:.*$", RegexOptions.Multiline)]
    private static partial Regex QuotedLine();

    [GeneratedRegex(@"\b[Ll]ine:? (\d+)")]
    private static partial Regex LineNumber();

    [GeneratedRegex(@"Expected Number of Columns: (\d+) Found: (\d+)")]
    private static partial Regex ColumnCounts();
}
