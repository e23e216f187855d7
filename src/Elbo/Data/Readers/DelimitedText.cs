using System.IO.Compression;
using System.Text;

namespace Elbo.Data.Readers;

/// <summary>The header line of separated text; what follows is DuckDB's to read.</summary>
internal static class DelimitedText
{
    /// <summary>Opens a text file, packed (.gz) or not.</summary>
    public static StreamReader Open(string path)
    {
        FileStream stream = File.OpenRead(path);
        bool compressed = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        return new StreamReader(compressed ? new GZipStream(stream, CompressionMode.Decompress) : stream);
    }

    /// <summary>The first line.</summary>
    /// <exception cref="ElboException">The name says that the file is packed, and it is not.</exception>
    public static string ReadHeader(string path)
    {
        try
        {
            using StreamReader reader = Open(path);
            return reader.ReadLine() ?? "";
        }
        catch (InvalidDataException error)
        {
            throw new ElboException($"{Path.GetFileName(path)}: is not a gzip file; rename it if it is not packed", error);
        }
    }

    /// <summary>The separator that the header has most of, a comma where it has none.</summary>
    public static char DetectSeparator(string header) => ",;\t|".MaxBy(separator => header.Count(c => c == separator));

    /// <summary>The names in a header; one that stands again gets a number, so that all differ.</summary>
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
        // DuckDB takes names that differ in case alone for one.
        for (int number = 2; unused.Length == 0 || names.Contains(unused, StringComparer.OrdinalIgnoreCase); number++)
        {
            unused = $"{(name.Length == 0 ? "column" : name)}_{number}";
        }

        return unused;
    }
}
