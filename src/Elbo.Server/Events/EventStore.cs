using System.Data.Common;
using System.Text;
using Elbo.Storage;

namespace Elbo.Server.Events;

/// <summary>
/// Stores users' events in a database. Of a user's events with one item the first is kept, as in training data: a history contains
/// each item once, at the time of its first event, and storing an event again changes nothing.
/// </summary>
internal sealed class EventStore(Database database) : IAsyncDisposable
{
    // A statement has at most 32,766 parameters in SQLite and 65,535 in PostgreSQL.
    private const int MaxRowsPerInsert = 1_000;
    private const int MaxReaders = 32;

    // Readers wait here, rather than use up connections and file descriptors.
    private readonly SemaphoreSlim readers = new(MaxReaders);
    private DbConnection? writeConnection;

    /// <summary>Creates the tables, or migrates them to the current version.</summary>
    /// <exception cref="ElboException">The store cannot be used.</exception>
    public void Open() => Translate(() =>
    {
        new Schema("elbo_event_schema",
        [
            $"""
            CREATE TABLE event (
              id {database.IdentityColumn},
              user_id TEXT NOT NULL,
              item TEXT NOT NULL,
              time BIGINT NOT NULL,
              UNIQUE (user_id, item));
            CREATE INDEX event_user_time_idx ON event (user_id, time, id);
            """,
        ]).Migrate(database);
        return Task.FromResult(0);
    }).GetAwaiter().GetResult();

    /// <summary>Writes all in one transaction, in order. Must not be called concurrently.</summary>
    /// <exception cref="ElboException">The store cannot be written to. Either nothing was written, or everything was but the confirmation was lost.</exception>
    public Task WriteAsync(IReadOnlyList<PendingWrite> writes) => Translate(async () =>
    {
        try
        {
            writeConnection ??= await database.OpenAsync(CancellationToken.None).ConfigureAwait(false);
            database.EnsureInPlace(writeConnection);
            DbTransaction transaction = await writeConnection.BeginTransactionAsync().ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await WriteAsync(transaction, writes).ConfigureAwait(false);
                await transaction.CommitAsync().ConfigureAwait(false);
            }

            // An event in a file that is gone is lost: it must not be acknowledged.
            database.EnsureInPlace(writeConnection);
            if (writes.Any(write => write.UserToDelete is not null))
            {
                await database.PurgeDeletedAsync(writeConnection).ConfigureAwait(false);
            }

            return 0;
        }
        catch
        {
            await CloseWriteConnectionAsync().ConfigureAwait(false);
            throw;
        }
    });

    /// <summary>The most recent items of a user and the times of their first events, oldest first.</summary>
    /// <exception cref="ElboException">The store cannot be read.</exception>
    public Task<StoredHistory> GetHistoryAsync(string user, int maxItems, CancellationToken cancellationToken) => ReadAsync(async connection =>
    {
        DbCommand command = CreateCommand(connection, "SELECT item, time FROM event WHERE user_id = @user ORDER BY time DESC, id DESC LIMIT @limit", ("user", user), ("limit", maxItems));
        await using (command.ConfigureAwait(false))
        {
            DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                List<string> items = [];
                List<long> times = [];
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    items.Add(reader.GetString(0));
                    times.Add(reader.GetInt64(1) / 1000);
                }

                items.Reverse();
                times.Reverse();
                return new StoredHistory(items, times);
            }
        }
    }, cancellationToken);

    /// <summary>Checks that the store can be read.</summary>
    /// <exception cref="ElboException">It cannot.</exception>
    public Task CheckAsync(CancellationToken cancellationToken) => ReadAsync(async connection =>
    {
        DbCommand command = CreateCommand(connection, "SELECT id FROM event LIMIT 1");
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        }
    }, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await CloseWriteConnectionAsync().ConfigureAwait(false);
        database.Dispose();
        readers.Dispose();
    }

    private async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        await readers.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Translate(async () =>
            {
                DbConnection connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    database.EnsureInPlace(connection);
                    return await read(connection).ConfigureAwait(false);
                }
            }).ConfigureAwait(false);
        }
        finally
        {
            readers.Release();
        }
    }

    private async Task<T> Translate<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (DbException error) when (database.ToUserError(error) is { } userError)
        {
            throw userError;
        }
    }

    private static async Task WriteAsync(DbTransaction transaction, IReadOnlyList<PendingWrite> writes)
    {
        List<UserEvent> batch = [];
        foreach (PendingWrite write in writes)
        {
            if (write.UserToDelete is null)
            {
                batch.AddRange(write.Events);
                write.AffectedRows = write.Events.Count;
                continue;
            }

            // Earlier writes are inserted first, so that they are deleted too.
            await InsertAsync(transaction, batch).ConfigureAwait(false);
            batch.Clear();
            DbCommand command = CreateCommand(transaction.Connection!, "DELETE FROM event WHERE user_id = @user", ("user", write.UserToDelete));
            await using (command.ConfigureAwait(false))
            {
                command.Transaction = transaction;
                write.AffectedRows = await command.ExecuteNonQueryAsync().ConfigureAwait(false);
            }
        }

        await InsertAsync(transaction, batch).ConfigureAwait(false);
    }

    private static async Task InsertAsync(DbTransaction transaction, List<UserEvent> events)
    {
        // One statement must not change a row twice.
        IEnumerable<UserEvent> first = events.GroupBy(one => (one.User, one.Item)).Select(group => group.MinBy(one => one.Time));
        foreach (UserEvent[] rows in first.Chunk(MaxRowsPerInsert))
        {
            DbCommand command = CreateCommand(transaction.Connection!, "");
            await using (command.ConfigureAwait(false))
            {
                command.Transaction = transaction;
                StringBuilder sql = new("INSERT INTO event (user_id, item, time) VALUES ");
                for (int i = 0; i < rows.Length; i++)
                {
                    sql.Append(FormattableString.Invariant($"{(i == 0 ? "" : ", ")}(@u{i}, @i{i}, @t{i})"));
                    AddParameter(command, FormattableString.Invariant($"u{i}"), rows[i].User);
                    AddParameter(command, FormattableString.Invariant($"i{i}"), rows[i].Item);
                    AddParameter(command, FormattableString.Invariant($"t{i}"), rows[i].Time);
                }

                sql.Append(" ON CONFLICT (user_id, item) DO UPDATE SET time = excluded.time WHERE excluded.time < event.time");
                command.CommandText = sql.ToString();
                await command.ExecuteNonQueryAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task CloseWriteConnectionAsync()
    {
        if (writeConnection is not null)
        {
            await writeConnection.DisposeAsync().ConfigureAwait(false);
            writeConnection = null;
        }
    }

    private static DbCommand CreateCommand(DbConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object value) in parameters)
        {
            AddParameter(command, name, value);
        }

        return command;
    }

    private static void AddParameter(DbCommand command, string name, object value)
    {
        DbParameter parameter = command.CreateParameter();
        parameter.ParameterName = $"@{name}";
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }
}

/// <summary>A user's history in the store.</summary>
/// <param name="Items">Item ids, oldest first.</param>
/// <param name="Times">Time of each item's first event, in seconds since 1970 as in most training data.</param>
internal sealed record StoredHistory(IReadOnlyList<string> Items, IReadOnlyList<long> Times);
