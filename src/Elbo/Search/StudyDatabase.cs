using System.Data.Common;

namespace Elbo.Search;

/// <summary>A database that studies can be kept in: how to reach it, and the few words of SQL in which databases differ.</summary>
internal abstract class StudyDatabase : IDisposable
{
    /// <summary>What to call it in messages; holds no password.</summary>
    public abstract string DisplayName { get; }

    /// <summary>False where connecting would make it.</summary>
    public abstract bool Exists { get; }

    /// <summary>An expression for the time in seconds since 1970 by one clock for all workers: the database's.</summary>
    public abstract string NowExpression { get; }

    /// <summary>What makes a SELECT keep the row to its transaction.</summary>
    public abstract string ForUpdateClause { get; }

    /// <summary>An open connection.</summary>
    public abstract DbConnection OpenConnection();

    /// <summary>A transaction; no other one changes the schema beside it.</summary>
    public abstract DbTransaction BeginMigration(DbConnection connection);

    /// <summary>A transaction that only reads, all of it as it stands at one moment.</summary>
    public abstract DbTransaction BeginReadOnly(DbConnection connection);

    /// <summary>The error for people that an error of the database comes to; null where it is a defect.</summary>
    public abstract ElboException? ToUserError(DbException error);

    public abstract void Dispose();

    /// <summary>The database of a place: a PostgreSQL connection string or URI, else an SQLite file.</summary>
    public static StudyDatabase Open(string location, TimeSpan timeout) => PostgresStudyDatabase.ParseConnectionString(location) is { } connection
        ? new PostgresStudyDatabase(connection, timeout)
        : new SqliteStudyDatabase(location, timeout);
}
