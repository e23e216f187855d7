using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Elbo.Data.Readers;

/// <summary>How the lines of a text file are separated into columns, as requested or as detected from its first lines.</summary>
/// <param name="Separator">The text between two columns.</param>
/// <param name="HasHeader">Whether the first line has the names of the columns.</param>
/// <param name="Columns">The names of the columns: those of the header, or default names by position.</param>
internal sealed record DelimitedText(string Separator, bool HasHeader, IReadOnlyList<string> Columns)
{
    /// <summary>The longest line that is read; DuckDB's own limit is the same.</summary>
    public const int MaxLineBytes = 2_000_000;

    private const int SampleLines = 100;
    private const int SampleCharacters = 1 << 20;

    // 100,000,000 seconds after 1970 is in 1973: above the values of ratings and below those of timestamps.
    private const double MinTimestamp = 1e8;

    private static readonly string[] Separators = ["\t", "::", ";", "|", ","];

    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["comma"] = ",",
        ["tab"] = "\t",
        ["semicolon"] = ";",
        ["pipe"] = "|",
        ["space"] = " ",
        ["\\t"] = "\t",
    };

    /// <summary>Whether text in quotation marks may contain separators and line breaks; MovieLens files with "::" quote nothing.</summary>
    public bool IsQuoted { get; init; } = Separator.Length == 1;

    /// <summary>The separator in words, for messages.</summary>
    public string SeparatorName => Names.FirstOrDefault(name => name.Value == Separator).Key is { } name ? $"{name}s" : $"'{Separator}'";

    /// <summary>Opens a text file, compressed (.gz) or not.</summary>
    public static StreamReader Open(string path)
    {
        FileStream stream = File.OpenRead(path);
        return new StreamReader(IsCompressed(path) ? new GZipStream(stream, CompressionMode.Decompress) : stream);
    }

    public static bool IsCompressed(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    /// <summary>Determines separator, header and columns from the options and the first lines of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="requestedSeparator">The separator or its name; null detects it.</param>
    /// <param name="requestedHeader">Whether there is a header.</param>
    /// <param name="headerNames">Column names that identify a header.</param>
    /// <exception cref="ElboException">The file has a single column, or its first line can be a header or not.</exception>
    public static DelimitedText Detect(string path, string? requestedSeparator, HeaderLine requestedHeader, IEnumerable<string> headerNames)
    {
        string name = Path.GetFileName(path);
        List<string> lines = ReadFirstLines(path);
        string separator = requestedSeparator is null
            ? DetectSeparator(lines, preferred: IsTabSeparated(name) ? "\t" : ",")
            : ParseSeparator(requestedSeparator);
        List<List<string>> rows = [.. lines.Select(line => ParseLine(line, separator))];
        List<string> first = rows[0];
        bool hasHeader = requestedHeader switch
        {
            HeaderLine.Yes => true,
            HeaderLine.No => false,
            _ => DetectHeader(rows, headerNames.Select(Normalize).ToHashSet()) ?? throw new ElboException(
                $"{name} line 1: '{Shorten(lines[0])}' can be column names or an interaction; set --header yes or --header no"),
        };
        if (first.Count == 1 && !hasHeader)
        {
            throw new ElboException(
                $"{name} line 1: '{Shorten(lines[0])}' has one column where at least two are expected (user and item); set their separator with --separator");
        }

        return new DelimitedText(separator, hasHeader, hasHeader ? MakeUnique(first) : DefaultColumns(rows));
    }

    /// <summary>The separator with the most columns in each line, if all lines have equally many; a space only if no other one does.</summary>
    public static string DetectSeparator(IReadOnlyList<string> lines, string preferred)
    {
        string[] candidates = [preferred, .. Separators.Where(candidate => candidate != preferred)];
        return Best(candidate => CountColumns(lines, candidate))

            // A line may be malformed: the first one decides, and reading names the other.
            ?? Best(candidate => ParseLine(lines[0], candidate).Count)
            ?? preferred;

        string? Best(Func<string, int> countColumns)
        {
            string best = candidates.MaxBy(countColumns)!;
            return countColumns(best) > 1 ? best : countColumns(" ") > 1 ? " " : null;
        }
    }

    /// <summary>The values of a line.</summary>
    public static List<string> ParseLine(string line, string separator)
    {
        if (separator.Length > 1)
        {
            return [.. line.Split(separator, StringSplitOptions.TrimEntries)];
        }

        List<string> values = [];
        StringBuilder value = new();
        bool isQuoted = false;
        for (int i = 0; i <= line.Length; i++)
        {
            if (i == line.Length || (line[i] == separator[0] && !isQuoted))
            {
                values.Add(value.ToString().Trim());
                value.Clear();
            }
            else if (line[i] != '"')
            {
                value.Append(line[i]);
            }
            else if (isQuoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                value.Append('"');
                i++;
            }
            else
            {
                isQuoted = !isQuoted;
            }
        }

        return values;
    }

    /// <summary>Refuses a file whose last line is too long: DuckDB refuses such a line elsewhere, but drops it at the end of a file.</summary>
    /// <remarks>Compressed files are read in one piece, where DuckDB finds it.</remarks>
    public static void RequireShortLastLine(string path)
    {
        using FileStream stream = File.OpenRead(path);
        if (IsCompressed(path) || stream.Length <= MaxLineBytes)
        {
            return;
        }

        byte[] end = new byte[MaxLineBytes + 2];
        stream.Position = Math.Max(0, stream.Length - end.Length);
        int count = stream.ReadAtLeast(end, end.Length, throwOnEndOfStream: false);
        if (end.AsSpan(0, count).TrimEnd("\r\n"u8).IndexOfAny((byte)'\r', (byte)'\n') < 0)
        {
            throw new ElboException(
                $"{Path.GetFileName(path)}: the last line is longer than {MaxLineBytes / 1_000_000} MB; check it for a missing line break or quotation mark");
        }
    }

    /// <summary>Whether the first line is a header; null if it could be either.</summary>
    private static bool? DetectHeader(List<List<string>> rows, HashSet<string> names)
    {
        List<string> first = rows[0];
        List<List<string>> others = [.. rows.Skip(1).Where(row => row.Count == first.Count)];
        if (first.Any(value => names.Contains(Normalize(value))))
        {
            return true;
        }

        if (first.Any(IsNumberOrDate))
        {
            return false;
        }

        for (int column = 0; column < first.Count; column++)
        {
            string[] values = [.. others.Select(row => row[column]).Where(value => value.Length > 0)];
            if (values.Length > 0 && values.All(IsNumberOrDate))
            {
                return true;
            }
        }

        // Ids occur again, names of columns do not.
        return Enumerable.Range(0, first.Count).Any(column => others.Any(row => row[column] == first[column])) ? false : null;
    }

    /// <summary>user, item; then the time if it looks like one, or else the rating; user, item, rating, time.</summary>
    private static List<string> DefaultColumns(List<List<string>> rows)
    {
        int count = rows[0].Count;
        bool endsWithTime = count == 3 && rows.All(row => row.Count == 3 && IsTime(row[2]));
        string[] names = endsWithTime ? ["user_id", "item_id", "timestamp"]
            : count <= 4 ? ["user_id", "item_id", "rating", "timestamp"]
            : ["user_id", "item_id"];
        return [.. Enumerable.Range(0, count).Select(i => i < names.Length ? names[i] : $"column_{i + 1}")];
    }

    private static int CountColumns(IReadOnlyList<string> lines, string separator)
    {
        int count = ParseLine(lines[0], separator).Count;
        return lines.All(line => ParseLine(line, separator).Count == count) ? count : 0;
    }

    private static List<string> ReadFirstLines(string path)
    {
        List<string> lines = [];
        int characters = 0;
        try
        {
            using StreamReader reader = Open(path);
            while (lines.Count < SampleLines && characters < SampleCharacters && reader.ReadLine() is { } line)
            {
                if (line.Length > 0)
                {
                    lines.Add(line);
                    characters += line.Length;
                }
            }
        }
        catch (InvalidDataException error)
        {
            throw new ElboException($"{Path.GetFileName(path)}: is not a gzip file; rename it if it is not compressed", error);
        }

        return lines.Count > 0 ? lines : throw new ElboException($"{Path.GetFileName(path)}: there are no interactions in the file");
    }

    /// <summary>The names of a header; duplicates get a number.</summary>
    private static List<string> MakeUnique(List<string> header)
    {
        List<string> names = [];
        foreach (string name in header)
        {
            string unique = name;

            // DuckDB ignores case in names.
            for (int number = 2; unique.Length == 0 || names.Contains(unique, StringComparer.OrdinalIgnoreCase); number++)
            {
                unique = $"{(name.Length == 0 ? "column" : name)}_{number}";
            }

            names.Add(unique);
        }

        return names;
    }

    private static string ParseSeparator(string text) => Names.TryGetValue(text, out string? separator) ? separator
        : text.Length is > 0 and <= 4 && !text.Any(c => char.IsLetterOrDigit(c) || c is '"' or '\r' or '\n') ? text
        : throw new ElboException($"--separator '{text}' is not a separator; use comma, tab, semicolon, pipe, space or up to four symbols such as ::");

    private static bool IsTabSeparated(string name) =>
        name.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".tsv.gz", StringComparison.OrdinalIgnoreCase);

    private static bool IsNumberOrDate(string value) => IsNumber(value, out _) || IsDate(value);

    private static bool IsTime(string value) => IsNumber(value, out double number) ? number >= MinTimestamp : IsDate(value);

    private static bool IsNumber(string value, out double number) => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    private static bool IsDate(string value) =>
        value.Length >= 8 && char.IsDigit(value[0]) && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out _);

    private static string Normalize(string name) =>
        name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();

    private static string Shorten(string line) => line.Length <= 80 ? line : $"{line[..80]}…";
}
