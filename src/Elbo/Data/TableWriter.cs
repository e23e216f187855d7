using System.Data.Common;
using DuckDB.NET.Data;
using Elbo.Data.Readers;
using Elbo.IO;

namespace Elbo.Data;

/// <summary>Writes a table as CSV, TSV or Parquet, by the file's extension; rows are streamed through a temporary database.</summary>
internal static class TableWriter
{
    private static readonly Dictionary<string, string> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        [".csv"] = "FORMAT csv, HEADER",
        [".tsv"] = "FORMAT csv, HEADER, DELIMITER '\t'",
        [".parquet"] = "FORMAT parquet, COMPRESSION zstd",
    };

    /// <exception cref="ElboException">The extension is not supported.</exception>
    public static void RequireFormat(string path)
    {
        if (!Formats.ContainsKey(Path.GetExtension(path)))
        {
            throw new ElboException($"{path}: the extension must be one of {string.Join(", ", Formats.Keys)}; it selects the format");
        }
    }

    /// <summary>Writes the complete file or nothing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">Names and SQL types.</param>
    /// <param name="appendRows">Appends the rows.</param>
    /// <exception cref="ElboException">It cannot be written, or its extension is not supported.</exception>
    public static void Write(string path, IReadOnlyList<(string Name, string Type)> columns, Action<DuckDBAppender> appendRows)
    {
        RequireFormat(path);
        using TemporaryFolder folder = new(null);
        using DuckDBConnection connection = new($"DataSource={Path.Combine(folder.Path, "table.duckdb")}");
        try
        {
            connection.Open();
            Execute(connection, "SET preserve_insertion_order = true");
            Execute(connection, "SET enable_progress_bar = false");
            Execute(connection, "SET memory_limit = '768MiB'");
            Execute(connection, $"CREATE TABLE rows ({string.Join(", ", columns.Select(column => $"{Sql.Name(column.Name)} {column.Type}"))})");
            using (DuckDBAppender appender = connection.CreateAppender("rows"))
            {
                appendRows(appender);
            }

            AtomicFile.Replace(path, temporary =>
                Execute(connection, $"COPY rows TO {Sql.Literal(temporary)} ({Formats[Path.GetExtension(path)]})"));
        }
        catch (DbException error)
        {
            // The message names the temporary file; the last part is the system's own reason.
            string reason = error.Message[(error.Message.LastIndexOf(": ", StringComparison.Ordinal) + 1)..].Trim();
            throw new ElboException($"{path}: cannot be written ({reason}); free some space or choose another path", error);
        }
    }

    private static void Execute(DuckDBConnection connection, string sql)
    {
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
