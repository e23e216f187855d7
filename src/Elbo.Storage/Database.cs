using System.Data.Common;

namespace Elbo.Storage;

/// <summary>A database: connections, transactions, and the SQL that differs between databases.</summary>
internal abstract class Database(DatabaseOptions options) : IDisposable
{
    /// <summary>Name of the database in messages, without a password.</summary>
    public abstract string DisplayName { get; }

    /// <summary>False if migrating would create it.</summary>
    public abstract bool Exists { get; }

    /// <summary>SQL expression for the database's clock in seconds since 1970, shared by all its clients.</summary>
    public abstract string NowExpression { get; }

    /// <summary>SQL clause that locks the rows of a SELECT until the transaction ends.</summary>
    public abstract string ForUpdateClause { get; }

    /// <summary>SQL declaration of an auto-incrementing key column.</summary>
    public abstract string IdentityColumn { get; }

    /// <summary>How the database is used, for its messages.</summary>
    public DatabaseOptions Options => options;

    /// <summary>Opens a connection whose commits are durable.</summary>
    public abstract DbConnection Open();

    /// <inheritdoc cref="Open"/>
    public abstract Task<DbConnection> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Opens a connection for a migration, and creates the database if it can be created.</summary>
    /// <exception cref="ElboException">The database is unsuitable.</exception>
    public abstract DbConnection OpenOrCreate();

    /// <summary>Begins a transaction that excludes other migrations.</summary>
    public abstract DbTransaction BeginMigration(DbConnection connection);

    /// <summary>Begins a read-only transaction with a consistent snapshot.</summary>
    public abstract DbTransaction BeginReadOnly(DbConnection connection);

    /// <summary>Removes what files still contain of deleted rows.</summary>
    /// <exception cref="ElboException">It could not be removed.</exception>
    public virtual Task PurgeDeletedAsync(DbConnection connection) => Task.CompletedTask;

    /// <summary>Checks that a connection still reaches the database that others see under its name.</summary>
    /// <exception cref="ElboException">The database was moved or removed.</exception>
    public virtual void EnsureInPlace(DbConnection connection)
    {
    }

    /// <summary>Translates a database error that a user can fix; null for any other error.</summary>
    public abstract ElboException? ToUserError(DbException error);

    public abstract void Dispose();
}

/// <summary>How a database is used.</summary>
/// <param name="Setting">The setting or flag with its location, such as "--store".</param>
/// <param name="Content">What it stores, such as "a study store".</param>
/// <param name="Timeout">How long to wait for a locked or slow database.</param>
internal sealed record DatabaseOptions(string Setting, string Content, TimeSpan Timeout)
{
    /// <summary>The timeout in whole seconds, at least 1.</summary>
    public int TimeoutSeconds => Math.Clamp((int)Timeout.TotalSeconds, 1, 1024);
}
