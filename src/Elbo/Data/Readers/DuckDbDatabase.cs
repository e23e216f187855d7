using DuckDB.NET.Data;

namespace Elbo.Data.Readers;

/// <summary>The database of all readers: a file in a temporary folder, within the limits of the options.</summary>
/// <remarks>A database file, unlike one in memory, is compressed and does not keep unused data in memory.</remarks>
internal sealed class DuckDbDatabase : IDisposable
{
    private readonly DuckDBConnection connection;
    private readonly CancellationToken cancellationToken;
    private readonly string file;
    private readonly int memoryLimit;

    /// <summary>Opens a new database in <paramref name="folder"/>; messages name <paramref name="file"/>, the file being read.</summary>
    public DuckDbDatabase(string folder, string file, ReadOptions options, RunContext context)
    {
        int threads = options.Threads ?? context.Threads;
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1, "options.Threads");
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MemoryLimit, 128, "options.MemoryLimit");
        this.file = file;
        cancellationToken = context.CancellationToken;
        memoryLimit = options.MemoryLimit;
        connection = new DuckDBConnection($"DataSource={Path.Combine(folder, "interactions.duckdb")}");
        connection.Open();
        Execute($"SET threads = {threads}");
        Execute($"SET memory_limit = '{options.MemoryLimit}MiB'");
        Execute($"SET temp_directory = {Sql.Literal(Path.Combine(folder, "spill"))}");
        // Row ids are positions in the file: this setting makes them so, whatever the number of threads.
        Execute("SET preserve_insertion_order = true");
        Execute("SET autoinstall_known_extensions = false");
        Execute("SET autoload_known_extensions = false");
        // Times without a zone are UTC, wherever the program runs.
        Execute("SET TimeZone = 'UTC'");
        Execute("SET enable_progress_bar = false");
    }

    public void Execute(string sql) => Run(sql, command => command.ExecuteNonQuery());

    public long QueryNumber(string sql) => Run(sql, command => Convert.ToInt64(command.ExecuteScalar(), null));

    /// <summary>Calls <paramref name="onRow"/> on every row of the result, which is streamed and never in memory as a whole.</summary>
    public void Read(string sql, Action<DuckDBDataReader> onRow) => Run(sql, command =>
    {
        command.UseStreamingMode = true;
        using DuckDBDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            onRow(reader);
        }

        return 0;
    });

    public void Dispose() => connection.Dispose();

    private T Run<T>(string sql, Func<DuckDBCommand, T> work)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using CancellationTokenRegistration registration = cancellationToken.Register(command.Cancel);
        try
        {
            return work(command);
        }
        catch (Exception error) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("reading was cancelled", error, cancellationToken);
        }
        catch (DuckDBException error)
        {
            throw new ElboException(DuckDbErrorTranslator.Translate(error.Message, file, memoryLimit), error);
        }
    }
}
