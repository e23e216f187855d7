using System.Text.RegularExpressions;

namespace Elbo.Data.Readers;

/// <summary>Translates DuckDB's messages, which name settings that Elbo does not have.</summary>
internal static partial class DuckDbErrorTranslator
{
    private static readonly (string Words, string Finding)[] KnownErrors =
    [
        ("unterminated quote", "has a quotation mark that is not closed, or text after a closing one; double a quotation mark inside text"),
        ("maximum line size", $"is longer than {DelimitedText.MaxLineBytes / 1_000_000} MB; check it for a missing line break or quotation mark"),
        ("full read on this file", $"has a line longer than {DelimitedText.MaxLineBytes / 1_000_000} MB; check it for a missing line break or quotation mark"),
        ("not utf-8 encoded", "has text that is not UTF-8; save the file as UTF-8"),
        ("parser state machine", "mixes Windows and Unix line endings; save it with one kind"),
    ];

    /// <param name="message">DuckDB's message.</param>
    /// <param name="file">The file being read.</param>
    /// <param name="memoryLimit">The limit in MiB.</param>
    public static string Translate(string message, string file, int memoryLimit)
    {
        if (message.StartsWith("Out of Memory", StringComparison.Ordinal))
        {
            return $"{file}: reading needs more than {memoryLimit} MiB of memory or more temporary space; raise --memory-limit or choose --temp-dir";
        }

        if (message.StartsWith("IO Error", StringComparison.Ordinal))
        {
            return $"{file}: cannot be read (corrupted, or no permission), or there is no space for temporary files; check the file, and the free space (--temp-dir)";
        }

        // The message quotes the line, whose text could match anything.
        string text = QuotedLine().Replace(message, "");
        Match line = LineNumber().Match(text);
        string place = line.Success ? $"{file} line {line.Groups[1].Value}" : file;
        Match columns = ColumnCounts().Match(text);
        if (columns.Success)
        {
            return $"{place}: has {columns.Groups[2].Value} columns where {columns.Groups[1].Value} are expected; fix the line or set the file's format with --format";
        }

        string finding = KnownErrors.FirstOrDefault(known => text.Contains(known.Words, StringComparison.OrdinalIgnoreCase)).Finding
            ?? "is corrupted, or not in the format given by its name or --format; fix the file or set its format with --format";
        return $"{place}: {finding}";
    }

    [GeneratedRegex("^Original Line:.*$", RegexOptions.Multiline)]
    private static partial Regex QuotedLine();

    [GeneratedRegex(@"\b[Ll]ine:? (\d+)")]
    private static partial Regex LineNumber();

    [GeneratedRegex(@"Expected Number of Columns: (\d+) Found: (\d+)")]
    private static partial Regex ColumnCounts();
}
