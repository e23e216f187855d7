using System.Data.Common;
using Npgsql;

namespace Elbo.Storage;

/// <summary>A database on a PostgreSQL server, which several machines can share.</summary>
internal sealed class PostgresDatabase : Database
{
    // An arbitrary number that no other program on the server is likely to use.
    private const long MigrationLock = 0x456C626F53747564;

    private readonly NpgsqlDataSource source;

    public PostgresDatabase(NpgsqlConnectionStringBuilder connection, DatabaseOptions options)
        : base(options)
    {
        DisplayName = $"PostgreSQL {connection.Host}:{connection.Port}/{connection.Database ?? connection.Username}";
        connection.Timeout = options.TimeoutSeconds;
        connection.CommandTimeout = options.TimeoutSeconds;

        // The server may be configured to acknowledge commits before they are on disk.
        connection.Options = $"{connection.Options} -c synchronous_commit=on".Trim();
        source = NpgsqlDataSource.Create(connection);
    }

    public override string DisplayName { get; }

    public override bool Exists => true;

    public override string NowExpression => "extract(epoch from clock_timestamp())::double precision";

    public override string ForUpdateClause => " FOR UPDATE";

    public override string IdentityColumn => "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY";

    public override DbConnection Open() => source.OpenConnection();

    public override async Task<DbConnection> OpenAsync(CancellationToken cancellationToken) => await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);

    public override DbConnection OpenOrCreate()
    {
        NpgsqlConnection connection = source.OpenConnection();
        using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = "SHOW server_encoding";
        string encoding = (string)command.ExecuteScalar()!;
        if (encoding != "UTF8")
        {
            connection.Dispose();
            throw new ElboException($"{DisplayName}: its encoding is {encoding}, which cannot store all ids; create a database with createdb --encoding=UTF8 --template=template0, and set it in {Options.Setting}");
        }

        return connection;
    }

    public override DbTransaction BeginMigration(DbConnection connection)
    {
        DbTransaction transaction = connection.BeginTransaction();
        using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = FormattableString.Invariant($"SELECT pg_advisory_xact_lock({MigrationLock})");
        command.ExecuteNonQuery();
        return transaction;
    }

    public override DbTransaction BeginReadOnly(DbConnection connection) => connection.BeginTransaction(System.Data.IsolationLevel.RepeatableRead);

    public override ElboException? ToUserError(DbException error) => error switch
    {
        PostgresException { SqlState: "28P01" or "28000" } => new ElboException($"{DisplayName}: login failed; check Username and Password in {Options.Setting}", error),
        PostgresException { SqlState: "3D000" } => new ElboException($"{DisplayName}: the database does not exist; create it with createdb, or correct Database in {Options.Setting}", error),
        PostgresException { SqlState: "42501" } => new ElboException($"{DisplayName}: permission denied ({error.Message}); grant the right to create tables", error),

        // A transaction that was chosen as a deadlock victim can be retried; the server itself works.
        PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure } => null,
        PostgresException { SqlState: not ("57P01" or "57P02" or "57P03") } postgres when !postgres.IsTransient => null,
        NpgsqlException => new ElboException($"{DisplayName}: cannot be reached ({error.Message}); start the server, or check Host and Port in {Options.Setting}", error),
        _ => null,
    };

    public override void Dispose() => source.Dispose();
}

/// <summary>Opens PostgreSQL databases: connection strings with a host, and URIs of the schemes postgres and postgresql.</summary>
internal sealed class PostgresProvider : IDatabaseProvider
{
    // libpq's names of URI parameters; Npgsql accepts its own names as well.
    private static readonly Dictionary<string, string> Parameters = new(StringComparer.OrdinalIgnoreCase)
    {
        ["dbname"] = "Database",
        ["user"] = "Username",
        ["sslmode"] = "SSL Mode",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["application_name"] = "Application Name",
        ["connect_timeout"] = "Timeout",
        ["client_encoding"] = "Client Encoding",
        ["target_session_attrs"] = "Target Session Attributes",
    };

    public Database? TryOpen(string location, DatabaseOptions options) =>
        ParseLocation(location, options.Setting) is { } connection ? new PostgresDatabase(connection, options) : null;

    /// <summary>Parses a connection string or URI; null for other locations.</summary>
    /// <exception cref="ElboException">The connection string or URI is invalid.</exception>
    public static NpgsqlConnectionStringBuilder? ParseLocation(string location, string setting)
    {
        try
        {
            return location.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || location.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase) ? ParseUri(location)
                : location.Contains("Host=", StringComparison.OrdinalIgnoreCase) || location.Contains("Server=", StringComparison.OrdinalIgnoreCase) ? new NpgsqlConnectionStringBuilder(location)
                : null;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or KeyNotFoundException)
        {
            // The message must not repeat the location, because it may contain a password.
            throw new ElboException($"{setting}: is not a valid connection string or URI; use for example \"Host=localhost;Database=elbo;Username=me\" or \"postgresql://me@localhost/elbo\"", error);
        }
    }

    /// <summary>Npgsql does not parse URIs (npgsql#2090). The host may be missing, and given as a parameter: the folder of a socket.</summary>
    private static NpgsqlConnectionStringBuilder ParseUri(string location)
    {
        // .NET refuses a URI without a host.
        int start = location.IndexOf("://", StringComparison.Ordinal) + 3;
        int end = location.IndexOfAny(['/', '?'], start) is >= 0 and int found ? found : location.Length;
        int host = location.LastIndexOf('@', end - 1, end - start) is >= 0 and int at ? at + 1 : start;
        Uri uri = new(host == end || location[host] == ':' ? location.Insert(host, "localhost") : location);
        NpgsqlConnectionStringBuilder connection = new() { Host = uri.Host.Trim('[', ']'), Port = uri.Port > 0 ? uri.Port : NpgsqlConnection.DefaultPort };
        string[] user = uri.UserInfo.Split(':', 2);
        connection.Username = user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null;
        connection.Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null;
        connection.Database = uri.AbsolutePath.Length > 1 ? Uri.UnescapeDataString(uri.AbsolutePath[1..]) : null;
        foreach (string parameter in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = parameter.Split('=', 2);
            string name = Uri.UnescapeDataString(pair[0]);
            string value = pair.Length > 1 ? Uri.UnescapeDataString(pair[1]) : "";

            // verify-full and read-write are VerifyFull and ReadWrite here.
            bool isWord = name.StartsWith("ssl", StringComparison.OrdinalIgnoreCase) && !value.Contains('/', StringComparison.Ordinal);
            connection[Parameters.GetValueOrDefault(name, name)] = isWord ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }

        return connection;
    }
}
