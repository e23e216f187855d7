using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Elbo.Search;

/// <summary>Studies in an SQLite file, in WAL mode so that reading never waits for writing.</summary>
internal sealed class SqliteStudyDatabase : StudyDatabase
{
    private readonly string path;
    private readonly TimeSpan busyTimeout;
    private readonly string connectionString;

    public SqliteStudyDatabase(string path, TimeSpan busyTimeout)
    {
        this.path = path;
        this.busyTimeout = busyTimeout;
        connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = Math.Max(1, (int)busyTimeout.TotalSeconds) }.ToString();
    }

    public override string DisplayName => path;

    public override bool Exists => File.Exists(path);

    public override string NowExpression => "((julianday('now') - 2440587.5) * 86400.0)";

    // A writing transaction locks the whole file.
    public override string ForUpdateClause => "";

    public override DbConnection OpenConnection()
    {
        CreateFolder();
        SqliteConnection connection = new(connectionString);
        try
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;";
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public override DbTransaction BeginMigration(DbConnection connection) => connection.BeginTransaction();

    public override DbTransaction BeginReadOnly(DbConnection connection) => ((SqliteConnection)connection).BeginTransaction(deferred: true);

    public override ElboException? ToUserError(DbException error)
    {
        string? message = (error as SqliteException)?.SqliteErrorCode switch
        {
            5 or 6 => $"is locked by another program for more than {busyTimeout.TotalSeconds:0} s; end that program, or choose another file with --store",
            11 or 26 => $"is not a study store or is corrupted ({error.Message}); restore a copy, or choose another file with --store",
            8 => "cannot be written to; check its permissions, or choose another file with --store",
            10 or 13 => $"cannot be written to ({error.Message}); free some space, or choose another file with --store",
            14 => $"cannot be opened ({error.Message}); check its permissions, or choose another file with --store",
            _ => null,
        };
        return message is null ? null : new ElboException($"{path}: {message}", error);
    }

    public override void Dispose()
    {
        using SqliteConnection connection = new(connectionString);
        SqliteConnection.ClearPool(connection);
    }

    private void CreateFolder()
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ElboException($"{path}: cannot be created ({error.Message}); choose another path with --store", error);
        }
    }
}
