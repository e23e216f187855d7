using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Elbo.Server.Events;

/// <summary>Events in an SQLite file, in WAL mode so that readers never wait for writers.</summary>
internal sealed class SqliteEventDatabase(string path) : EventDatabase
{
    private readonly string connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 10 }.ToString();

    public override string DisplayName => path;

    public override string IdentityColumn => "INTEGER PRIMARY KEY AUTOINCREMENT";

    public override Task<DbConnection> ConnectAsync(CancellationToken cancellationToken) => OpenAsync("PRAGMA synchronous = FULL", cancellationToken);

    // Deleted events are overwritten, because users who ask for deletion expect their data to be gone.
    public override Task<DbConnection> ConnectForWritingAsync() =>
        OpenAsync("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON", CancellationToken.None);

    public override Task<DbTransaction> BeginMigrationAsync(DbConnection connection) => Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction());

    public override Task InsertAsync(DbTransaction transaction, IReadOnlyList<UserEvent> events)
    {
        using SqliteCommand command = ((SqliteTransaction)transaction).Connection!.CreateCommand();
        command.Transaction = (SqliteTransaction)transaction;
        command.CommandText = "INSERT INTO event (user_id, item, time) VALUES ($user, $item, $time)";
        SqliteParameter user = command.Parameters.Add("$user", SqliteType.Text);
        SqliteParameter item = command.Parameters.Add("$item", SqliteType.Text);
        SqliteParameter time = command.Parameters.Add("$time", SqliteType.Integer);
        foreach (UserEvent one in events)
        {
            (user.Value, item.Value, time.Value) = (one.User, one.Item, one.Time);
            command.ExecuteNonQuery();
        }

        return Task.CompletedTask;
    }

    /// <summary>The write-ahead log contains old pages; it is written back to the file and truncated.</summary>
    public override async Task PurgeDeletedAsync(DbConnection connection)
    {
        using SqliteCommand command = ((SqliteConnection)connection).CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    public override ElboException? ToUserError(DbException error)
    {
        string? message = (error as SqliteException)?.SqliteErrorCode switch
        {
            5 or 6 => "is locked by another program; stop that program, or set another Elbo:EventStore",
            11 or 26 => "is not an event store or is corrupted; restore a backup, or set another Elbo:EventStore",
            8 => "is read-only; fix its permissions, or set another Elbo:EventStore",
            10 or 13 => "cannot be written to; free some disk space, or set another Elbo:EventStore",
            14 => "cannot be opened; check its folder and permissions, or set another Elbo:EventStore",
            _ => null,
        };
        return message is null ? null : new ElboException($"{path}: {message}", error);
    }

    public override ValueTask CloseAsync()
    {
        using SqliteConnection connection = new(connectionString);
        SqliteConnection.ClearPool(connection);
        return ValueTask.CompletedTask;
    }

    private async Task<DbConnection> OpenAsync(string pragmas, CancellationToken cancellationToken)
    {
        SqliteConnection connection = new(connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = pragmas;
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
