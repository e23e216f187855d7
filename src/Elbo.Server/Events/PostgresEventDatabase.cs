using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace Elbo.Server.Events;

/// <summary>Events in PostgreSQL, which several servers can share.</summary>
internal sealed class PostgresEventDatabase : EventDatabase
{
    // An arbitrary number that no other program uses.
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
            // The message must not repeat the location, because it may contain a password.
            throw new ElboException("Elbo:EventStore: invalid connection string; use for example \"Host=localhost;Database=elbo;Username=me\"", error);
        }
    }

    public override string DisplayName { get; }

    public override string IdentityColumn => "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY";

    /// <summary>True for a connection string, false for a file path.</summary>
    public static bool IsConnectionString(string location) =>
        location.Contains("Host=", StringComparison.OrdinalIgnoreCase) || location.Contains("Server=", StringComparison.OrdinalIgnoreCase) || location.StartsWith("postgres", StringComparison.Ordinal) && location.Contains("://", StringComparison.Ordinal);

    public override async Task<DbConnection> ConnectAsync(CancellationToken cancellationToken) => await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);

    public override async Task<DbConnection> ConnectForWritingAsync()
    {
        NpgsqlConnection connection = await source.OpenConnectionAsync().ConfigureAwait(false);

        // The server may be configured to acknowledge commits before they are on disk; our acknowledgement means they are.
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
        command.CommandText = "INSERT INTO event (user_id, item, time) SELECT p, i, t FROM unnest($1, $2, $3) WITH ORDINALITY AS e(p, i, t, n) ORDER BY n";
        command.Parameters.Add(new NpgsqlParameter { Value = events.Select(one => one.User).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = events.Select(one => one.Item).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = events.Select(one => one.Time).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    public override ElboException? ToUserError(DbException error) => error switch
    {
        PostgresException { SqlState: "28P01" or "28000" } => new ElboException($"{DisplayName}: login failed; check Username and Password in Elbo:EventStore", error),
        PostgresException { SqlState: "3D000" } => new ElboException($"{DisplayName}: the database does not exist; create it with createdb or correct Database in Elbo:EventStore", error),
        PostgresException { SqlState: "42501" } => new ElboException($"{DisplayName}: permission denied; grant the right to create tables", error),
        PostgresException { SqlState: not ("57P01" or "57P02" or "57P03") } postgres when !postgres.IsTransient => null,
        NpgsqlException => new ElboException($"{DisplayName}: cannot be reached; start the server, or check Host and Port in Elbo:EventStore", error),
        _ => null,
    };

    public override ValueTask CloseAsync() => source.DisposeAsync();
}
