using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace Elbo.Server.Events;

/// <summary>Events on a PostgreSQL server, for several servers of one model.</summary>
internal sealed class PostgresEventDatabase : EventDatabase
{
    // Any number that no other program on the server takes by chance.
    private const long MigrationLock = 0x456C626F45766E74;
    private const int TimeoutSeconds = 10;

    private readonly NpgsqlDataSource source;

    public PostgresEventDatabase(string location)
    {
        try
        {
            NpgsqlConnectionStringBuilder connection = new(location);
            connection.Timeout = Math.Min(connection.Timeout, TimeoutSeconds);
            connection.CommandTimeout = Math.Min(connection.CommandTimeout, TimeoutSeconds);
            DisplayName = $"PostgreSQL {connection.Host}:{connection.Port}/{connection.Database ?? connection.Username}";
            source = NpgsqlDataSource.Create(connection);
        }
        catch (ArgumentException error)
        {
            // The message must not repeat the place, for there may be a password in it.
            throw new ElboException("--store: is no connection string; write for example \"Host=localhost;Database=elbo;Username=me\"", error);
        }
    }

    public override string DisplayName { get; }

    public override string IdentityColumn => "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY";

    /// <summary>True for what names a server rather than a file.</summary>
    public static bool IsConnectionString(string location) =>
        location.Contains("Host=", StringComparison.OrdinalIgnoreCase) || location.Contains("Server=", StringComparison.OrdinalIgnoreCase) || location.StartsWith("postgres", StringComparison.Ordinal) && location.Contains("://", StringComparison.Ordinal);

    public override async Task<DbConnection> ConnectAsync(CancellationToken cancellationToken) => await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);

    public override async Task<DbConnection> ConnectForWritingAsync()
    {
        NpgsqlConnection connection = await source.OpenConnectionAsync().ConfigureAwait(false);

        // A server may be set to acknowledge what is not yet on its disk; an answer of ours means that it is.
        await using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = "SET synchronous_commit = on";
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
        return connection;
    }

    public override async Task<DbTransaction> BeginMigrationAsync(DbConnection connection)
    {
        DbTransaction transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = FormattableString.Invariant($"SELECT pg_advisory_xact_lock({MigrationLock})");
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
        return transaction;
    }

    public override async Task InsertAsync(DbTransaction transaction, IReadOnlyList<UserEvent> events)
    {
        await using NpgsqlCommand command = ((NpgsqlTransaction)transaction).Connection!.CreateCommand();
        command.CommandText = "INSERT INTO event (person, item, time) SELECT p, i, t FROM unnest($1, $2, $3) WITH ORDINALITY AS e(p, i, t, n) ORDER BY n";
        command.Parameters.Add(new NpgsqlParameter { Value = events.Select(one => one.User).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = events.Select(one => one.Item).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = events.Select(one => one.Time).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    public override ElboException? ToUserError(DbException error) => error switch
    {
        PostgresException { SqlState: "28P01" or "28000" } => new ElboException($"{DisplayName}: refuses the name or password; mend Username and Password in --store", error),
        PostgresException { SqlState: "3D000" } => new ElboException($"{DisplayName}: there is no such database; make it with createdb, or mend Database in --store", error),
        PostgresException { SqlState: "42501" } => new ElboException($"{DisplayName}: does not allow it; grant the right to make tables", error),
        PostgresException { SqlState: not ("57P01" or "57P02" or "57P03") } postgres when !postgres.IsTransient => null,
        NpgsqlException => new ElboException($"{DisplayName}: cannot be reached; start the server, or mend Host and Port in --store", error),
        _ => null,
    };

    public override ValueTask CloseAsync() => source.DisposeAsync();
}
