using System.IO.Compression;
using System.Text;

namespace Elbo.Data.Readers;

/// <summary>The header line of delimited text; DuckDB reads the rest.</summary>
internal static class DelimitedText
{
    /// <summary>Opens a text file, compressed (.gz) or not.</summary>
    public static StreamReader Open(string path)
    {
        FileStream stream = File.OpenRead(path);
        bool compressed = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        return new StreamReader(compressed ? new GZipStream(stream, CompressionMode.Decompress) : stream);
    }

    /// <summary>The first line.</summary>
    /// <exception cref="ElboException">The file is named .gz but is not compressed.</exception>
    public static string ReadHeader(string path)
    {
        try
        {
            using StreamReader reader = Open(path);
            return reader.ReadLine() ?? "";
        }
        catch (InvalidDataException error)
        {
            throw new ElboException($"{Path.GetFileName(path)}: is not a gzip file; rename it if it is not compressed", error);
        }
    }

    /// <summary>The most frequent separator of the header, a comma if it has none.</summary>
    public static char DetectSeparator(string header) => ",;\t|".MaxBy(separator => header.Count(c => c == separator));

    /// <summary>The names in a header; duplicates get a number.</summary>
    public static List<string> ParseHeader(string header, char separator)
    {
        List<string> names = [];
        StringBuilder name = new();
        bool quoted = false;
        for (int i = 0; i <= header.Length; i++)
        {
            if (i == header.Length || (header[i] == separator && !quoted))
            {
                names.Add(MakeUnique(names, name.ToString().Trim()));
                name.Clear();
            }
            else if (header[i] != '"')
            {
                name.Append(header[i]);
            }
            else if (quoted && i + 1 < header.Length && header[i + 1] == '"')
            {
                name.Append('"');
                i++;
            }
            else
            {
                quoted = !quoted;
            }
        }

        return names;
    }

    private static string MakeUnique(List<string> names, string name)
    {
        string unused = name;
        // DuckDB ignores case in names.
        for (int number = 2; unused.Length == 0 || names.Contains(unused, StringComparer.OrdinalIgnoreCase); number++)
        {
            unused = $"{(name.Length == 0 ? "column" : name)}_{number}";
        }

        return unused;
    }
}
