using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Elbo.Server.Events;

/// <summary>Events in an SQLite file, in WAL mode so that reading never waits for writing.</summary>
internal sealed class SqliteEventDatabase(string path) : EventDatabase
{
    private readonly string connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 10 }.ToString();

    public override string DisplayName => path;

    public override string IdentityColumn => "INTEGER PRIMARY KEY AUTOINCREMENT";

    public override Task<DbConnection> ConnectAsync(CancellationToken cancellationToken) => OpenAsync("PRAGMA synchronous = FULL", cancellationToken);

    // Deleted events are overwritten, for people ask to be forgotten, not to be hidden.
    public override Task<DbConnection> ConnectForWritingAsync() =>
        OpenAsync("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON", CancellationToken.None);

    public override Task<DbTransaction> BeginMigrationAsync(DbConnection connection) => Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction());

    public override Task InsertAsync(DbTransaction transaction, IReadOnlyList<UserEvent> events)
    {
        using SqliteCommand command = ((SqliteTransaction)transaction).Connection!.CreateCommand();
        command.Transaction = (SqliteTransaction)transaction;
        command.CommandText = "INSERT INTO event (person, item, time) VALUES ($person, $item, $time)";
        SqliteParameter person = command.Parameters.Add("$person", SqliteType.Text);
        SqliteParameter item = command.Parameters.Add("$item", SqliteType.Text);
        SqliteParameter time = command.Parameters.Add("$time", SqliteType.Integer);
        foreach (UserEvent one in events)
        {
            (person.Value, item.Value, time.Value) = (one.User, one.Item, one.Time);
            command.ExecuteNonQuery();
        }

        return Task.CompletedTask;
    }

    /// <summary>The log beside the file holds pages as they were before; it is emptied into the file.</summary>
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
            5 or 6 => "is locked by another program; end that program, or choose another store with --store",
            11 or 26 => "is no store of events or is damaged; put back a copy, or choose another store with --store",
            8 => "cannot be written to; mend its permissions, or choose another store with --store",
            10 or 13 => "cannot be written to; free some space, or choose another store with --store",
            14 => "cannot be opened; mend its folder and permissions, or choose another store with --store",
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
