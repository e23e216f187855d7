using System.Data.Common;

namespace Elbo.Server.Events;

/// <summary>A database that events can be kept in: how to reach it, and where its SQL differs.</summary>
internal abstract class EventDatabase
{
    /// <summary>What to call it in messages; holds no password.</summary>
    public abstract string DisplayName { get; }

    /// <summary>The declaration of a column that numbers rows as they come.</summary>
    public abstract string IdentityColumn { get; }

    /// <summary>An open connection for reading.</summary>
    public abstract Task<DbConnection> ConnectAsync(CancellationToken cancellationToken);

    /// <summary>An open connection for writing, whose commits are durable.</summary>
    public abstract Task<DbConnection> ConnectForWritingAsync();

    /// <summary>A transaction; no other one changes the schema beside it.</summary>
    public abstract Task<DbTransaction> BeginMigrationAsync(DbConnection connection);

    /// <summary>Adds events in their order.</summary>
    public abstract Task InsertAsync(DbTransaction transaction, IReadOnlyList<UserEvent> events);

    /// <summary>Removes what a file may still hold of deleted events.</summary>
    public virtual Task PurgeDeletedAsync(DbConnection connection) => Task.CompletedTask;

    /// <summary>The error for people that an error of the database comes to; null where it is a defect.</summary>
    public abstract ElboException? ToUserError(DbException error);

    /// <summary>Closes the connections that are kept open.</summary>
    public abstract ValueTask CloseAsync();

    /// <summary>The database of a place: a PostgreSQL connection string, else an SQLite file.</summary>
    /// <exception cref="ElboException">It looks like a connection string, but is none.</exception>
    public static EventDatabase Open(string location) => PostgresEventDatabase.IsConnectionString(location) ? new PostgresEventDatabase(location) : new SqliteEventDatabase(location);
}
