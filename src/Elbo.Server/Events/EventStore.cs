using System.Data.Common;

namespace Elbo.Server.Events;

/// <summary>Stores events in a database.</summary>
internal sealed class EventStore(EventDatabase database) : IAsyncDisposable
{
    // For users who repeat the same few items, this many events are read per item of the history.
    private const int MaxEventsPerItem = 10;

    private DbConnection? writeConnection;

    /// <summary>Creates the tables, or migrates them to the current version.</summary>
    /// <exception cref="ElboException">The store cannot be used.</exception>
    public async Task OpenAsync()
    {
        try
        {
            await EventSchema.MigrateAsync(database).ConfigureAwait(false);
        }
        catch (DbException error) when (database.ToUserError(error) is { } userError)
        {
            throw userError;
        }
    }

    /// <summary>Writes all in one transaction, in order. Must not be called concurrently.</summary>
    /// <exception cref="ElboException">The store cannot be written to. Either nothing was written, or everything was but the confirmation was lost.</exception>
    public async Task WriteAsync(IReadOnlyList<PendingWrite> writes)
    {
        try
        {
            writeConnection ??= await database.ConnectForWritingAsync().ConfigureAwait(false);
            DbTransaction transaction = await writeConnection.BeginTransactionAsync().ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await WriteAsync(transaction, writes).ConfigureAwait(false);
                await transaction.CommitAsync().ConfigureAwait(false);
            }

            if (writes.Any(write => write.UserToDelete is not null))
            {
                await database.PurgeDeletedAsync(writeConnection).ConfigureAwait(false);
            }
        }
        catch (Exception error)
        {
            await CloseWriteConnectionAsync().ConfigureAwait(false);
            if (error is DbException databaseError && database.ToUserError(databaseError) is { } userError)
            {
                throw userError;
            }

            throw;
        }
    }

    /// <summary>The most recent distinct items of a user, oldest first; an item is placed at its last event.</summary>
    /// <exception cref="ElboException">The store cannot be read.</exception>
    public async Task<IReadOnlyList<string>> GetHistoryAsync(string user, int maxItems, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadHistoryAsync(user, maxItems, cancellationToken).ConfigureAwait(false);
        }
        catch (DbException error) when (database.ToUserError(error) is { } userError)
        {
            throw userError;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseWriteConnectionAsync().ConfigureAwait(false);
        await database.CloseAsync().ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<string>> ReadHistoryAsync(string user, int maxItems, CancellationToken cancellationToken)
    {
        DbConnection connection = await database.ConnectAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = "SELECT item FROM event WHERE user_id = @user ORDER BY time DESC, id DESC LIMIT @limit";
            AddParameter(command, "@user", user);
            AddParameter(command, "@limit", maxItems * MaxEventsPerItem);
            DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                return await ReadDistinctItemsAsync(reader, maxItems, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task<IReadOnlyList<string>> ReadDistinctItemsAsync(DbDataReader reader, int maxItems, CancellationToken cancellationToken)
    {
        HashSet<string> seen = [];
        List<string> history = [];
        while (history.Count < maxItems && await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            string item = reader.GetString(0);
            if (seen.Add(item))
            {
                history.Add(item);
            }
        }

        history.Reverse();
        return history;
    }

    private async Task WriteAsync(DbTransaction transaction, IReadOnlyList<PendingWrite> writes)
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
            await database.InsertAsync(transaction, batch).ConfigureAwait(false);
            batch.Clear();
            await using DbCommand command = transaction.Connection!.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = "DELETE FROM event WHERE user_id = @user";
            AddParameter(command, "@user", write.UserToDelete);
            write.AffectedRows = await command.ExecuteNonQueryAsync().ConfigureAwait(false);
        }

        if (batch.Count > 0)
        {
            await database.InsertAsync(transaction, batch).ConfigureAwait(false);
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

    private static void AddParameter(DbCommand command, string name, object value)
    {
        DbParameter parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }
}
