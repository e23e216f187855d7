using System.Data.Common;

namespace Elbo.Server.Events;

/// <summary>Events in a database.</summary>
internal sealed class EventStore(EventDatabase database) : IAsyncDisposable
{
    // Of somebody who chooses the same few things again and again, this many events are looked at for each item of the history.
    private const int EventsPerItem = 10;

    private DbConnection? writing;

    /// <summary>Makes the tables, or brings them to the present version.</summary>
    /// <exception cref="ElboException">The store cannot be used.</exception>
    public async Task OpenAsync()
    {
        try
        {
            await EventSchema.MigrateAsync(database).ConfigureAwait(false);
        }
        catch (DbException error) when (database.Explain(error) is { } explained)
        {
            throw explained;
        }
    }

    /// <summary>Writes all in one transaction, in their order; called by one at a time.</summary>
    /// <exception cref="ElboException">The store cannot be written to; nothing is written, or all of it is and nobody knows.</exception>
    public async Task WriteAsync(IReadOnlyList<PendingWrite> writes)
    {
        try
        {
            writing ??= await database.ConnectToWriteAsync().ConfigureAwait(false);
            DbTransaction transaction = await writing.BeginTransactionAsync().ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await WriteAsync(transaction, writes).ConfigureAwait(false);
                await transaction.CommitAsync().ConfigureAwait(false);
            }

            if (writes.Any(write => write.Forget is not null))
            {
                await database.ScrubAsync(writing).ConfigureAwait(false);
            }
        }
        catch (Exception error)
        {
            await DisconnectAsync().ConfigureAwait(false);
            if (error is DbException known && database.Explain(known) is { } explained)
            {
                throw explained;
            }

            throw;
        }
    }

    /// <summary>The most recent different items of a person, oldest first; an item counts where it was chosen last.</summary>
    /// <exception cref="ElboException">The store cannot be read.</exception>
    public async Task<IReadOnlyList<string>> HistoryAsync(string user, int items, CancellationToken cancellation)
    {
        try
        {
            return await ReadHistoryAsync(user, items, cancellation).ConfigureAwait(false);
        }
        catch (DbException error) when (database.Explain(error) is { } explained)
        {
            throw explained;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await DisconnectAsync().ConfigureAwait(false);
        await database.CloseAsync().ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<string>> ReadHistoryAsync(string user, int items, CancellationToken cancellation)
    {
        DbConnection connection = await database.ConnectAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = "SELECT item FROM event WHERE person = @person ORDER BY time DESC, number DESC LIMIT @most";
            Add(command, "@person", user);
            Add(command, "@most", items * EventsPerItem);
            DbDataReader reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                return await DistinctAsync(reader, items, cancellation).ConfigureAwait(false);
            }
        }
    }

    private static async Task<IReadOnlyList<string>> DistinctAsync(DbDataReader reader, int items, CancellationToken cancellation)
    {
        HashSet<string> known = [];
        List<string> history = [];
        while (history.Count < items && await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            string item = reader.GetString(0);
            if (known.Add(item))
            {
                history.Add(item);
            }
        }

        history.Reverse();
        return history;
    }

    private async Task WriteAsync(DbTransaction transaction, IReadOnlyList<PendingWrite> writes)
    {
        List<UserEvent> run = [];
        foreach (PendingWrite write in writes)
        {
            if (write.Forget is null)
            {
                run.AddRange(write.Events);
                write.Rows = write.Events.Count;
                continue;
            }

            // What was sent before goes in before, so that it is forgotten too.
            await database.InsertAsync(transaction, run).ConfigureAwait(false);
            run.Clear();
            await using DbCommand command = transaction.Connection!.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = "DELETE FROM event WHERE person = @person";
            Add(command, "@person", write.Forget);
            write.Rows = await command.ExecuteNonQueryAsync().ConfigureAwait(false);
        }

        if (run.Count > 0)
        {
            await database.InsertAsync(transaction, run).ConfigureAwait(false);
        }
    }

    private async Task DisconnectAsync()
    {
        if (writing is not null)
        {
            await writing.DisposeAsync().ConfigureAwait(false);
            writing = null;
        }
    }

    private static void Add(DbCommand command, string name, object value)
    {
        DbParameter parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }
}
