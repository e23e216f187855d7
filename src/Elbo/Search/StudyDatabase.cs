using System.Data.Common;

namespace Elbo.Search;

/// <summary>A database for studies: connections, transactions, and the SQL that differs between databases.</summary>
internal abstract class StudyDatabase : IDisposable
{
    /// <summary>Name of the database in messages, without a password.</summary>
    public abstract string DisplayName { get; }

    /// <summary>False if opening a connection would create it.</summary>
    public abstract bool Exists { get; }

    /// <summary>SQL expression for the database's clock in seconds since 1970, shared by all workers.</summary>
    public abstract string NowExpression { get; }

    /// <summary>SQL clause that locks the rows of a SELECT until the transaction ends.</summary>
    public abstract string ForUpdateClause { get; }

    /// <summary>Opens a connection.</summary>
    public abstract DbConnection OpenConnection();

    /// <summary>Begins a transaction that excludes other schema changes.</summary>
    public abstract DbTransaction BeginMigration(DbConnection connection);

    /// <summary>Begins a read-only transaction with a consistent snapshot.</summary>
    public abstract DbTransaction BeginReadOnly(DbConnection connection);

    /// <summary>Translates a database error that a user can fix; null for any other error.</summary>
    public abstract ElboException? ToUserError(DbException error);

    public abstract void Dispose();

    /// <summary>Opens a database: a PostgreSQL connection string or URI, otherwise an SQLite file.</summary>
    public static StudyDatabase Open(string location, TimeSpan timeout) => PostgresStudyDatabase.ParseConnectionString(location) is { } connection
        ? new PostgresStudyDatabase(connection, timeout)
        : new SqliteStudyDatabase(location, timeout);
}
