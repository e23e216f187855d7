using System.Data.Common;

namespace Elbo.Server.Events;

/// <summary>A database for events: how to connect, and where its SQL differs.</summary>
internal abstract class EventDatabase
{
    /// <summary>Its name in messages, without the password.</summary>
    public abstract string DisplayName { get; }

    /// <summary>The declaration of an auto-incrementing key column.</summary>
    public abstract string IdentityColumn { get; }

    /// <summary>An open connection for reading.</summary>
    public abstract Task<DbConnection> ConnectAsync(CancellationToken cancellationToken);

    /// <summary>An open connection for writing, whose commits are durable.</summary>
    public abstract Task<DbConnection> ConnectForWritingAsync();

    /// <summary>A transaction during which no other one changes the schema.</summary>
    public abstract Task<DbTransaction> BeginMigrationAsync(DbConnection connection);

    /// <summary>Inserts events in order.</summary>
    public abstract Task InsertAsync(DbTransaction transaction, IReadOnlyList<UserEvent> events);

    /// <summary>Removes what files may still contain of deleted events.</summary>
    public virtual Task PurgeDeletedAsync(DbConnection connection) => Task.CompletedTask;

    /// <summary>The error message for users; null if the error is a bug.</summary>
    public abstract ElboException? ToUserError(DbException error);

    /// <summary>Closes pooled connections.</summary>
    public abstract ValueTask CloseAsync();

    /// <summary>The database at a location: a PostgreSQL connection string or an SQLite file.</summary>
    /// <exception cref="ElboException">The connection string is invalid.</exception>
    public static EventDatabase Open(string location) => PostgresEventDatabase.IsConnectionString(location) ? new PostgresEventDatabase(location) : new SqliteEventDatabase(location);
}
