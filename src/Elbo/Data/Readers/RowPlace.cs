namespace Elbo.Data.Readers;

/// <summary>Names the place of a row as a person would look for it.</summary>
internal static class RowPlace
{
    /// <param name="file">The file.</param>
    /// <param name="position">Index of the row in the file, from 0.</param>
    public static string Of(TableFile file, long position) => file.Text == TextLayout.None
        ? $"{file.Name} row {position + 1}"
        : $"{file.Name} line {LineOf(file, position)}";

    /// <summary>Reads the file once more, for a row is not always a line: lines may be blank, and quoted text may span several.</summary>
    private static long LineOf(TableFile file, long position)
    {
        using StreamReader reader = SeparatedText.Open(file.Path);
        bool hasHeader = file.Text == TextLayout.QuotedWithHeader;
        long row = hasHeader ? -1 : 0;
        bool insideQuotes = false;
        long number = 0;
        for (string? line; (line = reader.ReadLine()) is not null;)
        {
            number++;
            if (!insideQuotes && line.Length > 0 && row++ == position)
            {
                break;
            }

            insideQuotes ^= hasHeader && line.Count(c => c == '"') % 2 == 1;
        }

        return number;
    }
}
