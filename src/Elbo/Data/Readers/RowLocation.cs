namespace Elbo.Data.Readers;

/// <summary>Describes where a row is in its file.</summary>
internal static class RowLocation
{
    /// <param name="file">The file.</param>
    /// <param name="position">Index of the row in the file, from 0.</param>
    public static string Describe(TableFile file, long position) => file.Text is not { } text
        ? $"{file.Name} row {position + 1}"
        : $"{file.Name} line {FindLine(file.Path, text, position)}";

    /// <summary>Reads the file again, because a row is not always a line: lines may be blank, and quoted text may span several.</summary>
    private static long FindLine(string path, DelimitedText text, long position)
    {
        using StreamReader reader = DelimitedText.Open(path);
        long row = text.HasHeader ? -1 : 0;
        bool insideQuotes = false;
        long number = 0;
        for (string? line; (line = reader.ReadLine()) is not null;)
        {
            number++;
            if (!insideQuotes && line.Length > 0 && row++ == position)
            {
                break;
            }

            insideQuotes ^= text.IsQuoted && line.Count(c => c == '"') % 2 == 1;
        }

        return number;
    }
}
