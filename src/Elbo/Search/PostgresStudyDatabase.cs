using System.Data.Common;
using Npgsql;

namespace Elbo.Search;

/// <summary>Studies on a PostgreSQL server, for workers on several machines.</summary>
internal sealed class PostgresStudyDatabase : StudyDatabase
{
    // An arbitrary number that no other program on the server is likely to use.
    private const long SchemaLock = 0x456C626F53747564;

    private readonly NpgsqlDataSource source;

    public PostgresStudyDatabase(NpgsqlConnectionStringBuilder connection, TimeSpan timeout)
    {
        DisplayName = $"PostgreSQL {connection.Host}:{connection.Port}/{connection.Database ?? connection.Username}";
        connection.Timeout = Math.Clamp((int)timeout.TotalSeconds, 1, 1024);
        connection.CommandTimeout = connection.Timeout;
        source = NpgsqlDataSource.Create(connection);
    }

    public override string DisplayName { get; }

    public override bool Exists => true;

    public override string NowExpression => "extract(epoch from clock_timestamp())::double precision";

    public override string ForUpdateClause => " FOR UPDATE";

    /// <summary>Parses a connection string or URI; null if the location is a file path.</summary>
    /// <exception cref="ElboException">It looks like a connection string but is invalid.</exception>
    public static NpgsqlConnectionStringBuilder? ParseConnectionString(string location)
    {
        try
        {
            if (location.StartsWith("postgres://", StringComparison.Ordinal) || location.StartsWith("postgresql://", StringComparison.Ordinal))
            {
                return FromUri(new Uri(location));
            }

            return location.Contains("Host=", StringComparison.OrdinalIgnoreCase) || location.Contains("Server=", StringComparison.OrdinalIgnoreCase)
                ? new NpgsqlConnectionStringBuilder(location)
                : null;
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            // The message must not contain the location, which may include a password.
            throw new ElboException("--store: is not a valid connection string; use for example \"Host=localhost;Database=elbo;Username=me\"", error);
        }
    }

    public override DbConnection OpenConnection() => source.OpenConnection();

    public override DbTransaction BeginMigration(DbConnection connection)
    {
        DbTransaction transaction = connection.BeginTransaction();
        using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"SELECT pg_advisory_xact_lock({SchemaLock})";
        command.ExecuteNonQuery();
        return transaction;
    }

    public override DbTransaction BeginReadOnly(DbConnection connection) => connection.BeginTransaction(System.Data.IsolationLevel.RepeatableRead);

    public override ElboException? ToUserError(DbException error) => error switch
    {
        PostgresException { SqlState: "28P01" or "28000" } => new ElboException($"{DisplayName}: login failed; check Username and Password in --store", error),
        PostgresException { SqlState: "3D000" } => new ElboException($"{DisplayName}: the database does not exist; create it with createdb or correct Database in --store", error),
        PostgresException { SqlState: "42501" } => new ElboException($"{DisplayName}: permission denied ({error.Message}); grant the right to create tables", error),
        PostgresException { SqlState: not ("57P01" or "57P02" or "57P03") } postgres when !postgres.IsTransient => null,
        NpgsqlException => new ElboException($"{DisplayName}: cannot be reached ({error.Message}); start the server, or check Host and Port in --store", error),
        _ => null,
    };

    public override void Dispose() => source.Dispose();

    private static NpgsqlConnectionStringBuilder FromUri(Uri uri)
    {
        string[] user = uri.UserInfo.Split(':', 2);
        NpgsqlConnectionStringBuilder connection = new() { Host = uri.Host, Port = uri.IsDefaultPort || uri.Port < 0 ? 5432 : uri.Port };
        if (user[0].Length > 0)
        {
            connection.Username = Uri.UnescapeDataString(user[0]);
        }

        if (user.Length > 1)
        {
            connection.Password = Uri.UnescapeDataString(user[1]);
        }

        if (uri.AbsolutePath.Length > 1)
        {
            connection.Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]);
        }

        return connection;
    }
}
