namespace Elbo.Data.Readers;

/// <summary>Quotes text for SQL.</summary>
internal static class Sql
{
    /// <summary>A string literal.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>The name of a column or table.</summary>
    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A file name as a literal for exactly this file: DuckDB would read *, ? and [ as a pattern.</summary>
    public static string Path(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        return Literal(string.Concat(full.Select(c => c is '*' or '?' or '[' ? $"[{c}]" : c.ToString())));
    }
}
