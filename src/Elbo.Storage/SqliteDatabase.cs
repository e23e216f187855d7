using System.Data.Common;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Elbo.Storage;

/// <summary>An SQLite file, in WAL mode so that readers never wait for writers.</summary>
internal sealed partial class SqliteDatabase : Database
{
    // https://www.sqlite.org/c3ref/c_fcntl_begin_atomic_write.html
    private const int FileControlHasMoved = 20;

    private readonly string path;
    private readonly string connectionString;
    private readonly string creatingConnectionString;
    private readonly bool isInMemory;
    private SqliteConnection? keepAlive;

    /// <param name="path">The file.</param>
    /// <param name="options">How the database is used.</param>
    /// <param name="isInMemory">True for a database in memory, which the path names.</param>
    public SqliteDatabase(string path, DatabaseOptions options, bool isInMemory = false)
        : base(options)
    {
        this.path = path;
        this.isInMemory = isInMemory;
        SqliteConnectionStringBuilder builder = new() { DataSource = path, DefaultTimeout = options.TimeoutSeconds };
        creatingConnectionString = builder.ToString();

        // A file that was removed is not created again without its tables.
        builder.Mode = SqliteOpenMode.ReadWrite;
        connectionString = builder.ToString();
    }

    public override string DisplayName => path;

    public override bool Exists => isInMemory || File.Exists(path);

    public override string NowExpression => "((julianday('now') - 2440587.5) * 86400.0)";

    // A writing transaction locks the whole file.
    public override string ForUpdateClause => "";

    public override string IdentityColumn => "INTEGER PRIMARY KEY AUTOINCREMENT";

    // Deleted rows are overwritten: users who ask for deletion expect their data to be gone.
    private string Pragmas => FormattableString.Invariant(
        $"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA busy_timeout = {Options.TimeoutSeconds * 1000}");

    public override DbConnection Open() => Open(connectionString);

    public override async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        // SQLite works synchronously; its calls do not block for long while the file is not locked.
        cancellationToken.ThrowIfCancellationRequested();
        return await Task.FromResult(Open(connectionString)).ConfigureAwait(false);
    }

    public override DbConnection OpenOrCreate()
    {
        if (isInMemory)
        {
            // The database is gone with its last connection.
            keepAlive ??= Open(creatingConnectionString);
            return Open(creatingConnectionString);
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            return Open(creatingConnectionString);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ElboException($"{path}: cannot be created ({error.Message}); choose another path with {Options.Setting}", error);
        }
    }

    public override DbTransaction BeginMigration(DbConnection connection) => connection.BeginTransaction();

    public override DbTransaction BeginReadOnly(DbConnection connection) => ((SqliteConnection)connection).BeginTransaction(deferred: true);

    /// <summary>The write-ahead log contains old pages. It is written back to the file and truncated, once readers of old pages are done.</summary>
    public override async Task PurgeDeletedAsync(DbConnection connection)
    {
        using SqliteCommand command = ((SqliteConnection)connection).CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        using SqliteDataReader row = await command.ExecuteReaderAsync().ConfigureAwait(false);
        bool isBusy = await row.ReadAsync().ConfigureAwait(false) && row.GetInt32(0) != 0;
        if (isBusy)
        {
            throw new ElboException($"{path}: another program reads the file, so deleted data remains in its write-ahead log; stop that program and delete again");
        }
    }

    public override unsafe void EnsureInPlace(DbConnection connection)
    {
        int hasMoved = 0;
        nint handle = ((SqliteConnection)connection).Handle!.DangerousGetHandle();
        if (FileControl(handle, "main", FileControlHasMoved, &hasMoved) == 0 && hasMoved != 0)
        {
            throw new ElboException($"{path}: was moved or removed while in use; put it back, or restart with another {Options.Setting}");
        }
    }

    public override ElboException? ToUserError(DbException error)
    {
        string? message = (error as SqliteException)?.SqliteErrorCode switch
        {
            5 or 6 => $"is locked by another program for more than {Options.TimeoutSeconds} s; end that program, or choose another file with {Options.Setting}",
            11 or 26 => $"is not {Options.Content} or is corrupted ({error.Message}); restore a copy, or choose another file with {Options.Setting}",
            8 => $"cannot be written to; check its permissions, or choose another file with {Options.Setting}",
            10 or 13 => $"cannot be written to ({error.Message}); free some space, or choose another file with {Options.Setting}",
            14 => $"cannot be opened ({error.Message}); check its folder and permissions, or choose another file with {Options.Setting}",
            _ => null,
        };
        return message is null ? null : new ElboException($"{path}: {message}", error);
    }

    public override void Dispose()
    {
        keepAlive?.Dispose();
        foreach (string pool in (string[])[connectionString, creatingConnectionString])
        {
            using SqliteConnection connection = new(pool);
            SqliteConnection.ClearPool(connection);
        }
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int FileControl(nint database, string name, int operation, int* argument);

    private SqliteConnection Open(string connectionString)
    {
        SqliteConnection connection = new(connectionString);
        try
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = Pragmas;
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}

/// <summary>Opens SQLite files: every location that no other provider recognizes.</summary>
internal sealed class SqliteProvider : IDatabaseProvider
{
    public Database? TryOpen(string location, DatabaseOptions options) => new SqliteDatabase(location, options);
}

/// <summary>Opens databases in memory, at locations such as "memory:name", for tests.</summary>
internal sealed class InMemoryProvider : IDatabaseProvider
{
    private const string Scheme = "memory:";

    public Database? TryOpen(string location, DatabaseOptions options) => location.StartsWith(Scheme, StringComparison.Ordinal)
        ? new SqliteDatabase($"file:/{location[Scheme.Length..]}?vfs=memdb", options, isInMemory: true)
        : null;
}
