namespace Elbo.Data.Readers;

/// <summary>Names the place of a row as a person would look for it.</summary>
internal static class RowPlace
{
    /// <param name="file">The file.</param>
    /// <param name="position">Index of the row in the file, from 0.</param>
    public static string Of(TableFile file, long position) => file.FirstLine == 0
        ? $"{file.Name} row {position + 1}"
        : $"{file.Name} line {position + file.FirstLine}";
}
