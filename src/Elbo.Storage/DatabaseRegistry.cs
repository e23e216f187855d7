namespace Elbo.Storage;

/// <summary>A kind of database that can be registered.</summary>
internal interface IDatabaseProvider
{
    /// <summary>Opens the database at a location; null if the location is of another kind.</summary>
    /// <exception cref="ElboException">The location is invalid.</exception>
    Database? TryOpen(string location, DatabaseOptions options);
}

/// <summary>The registered kinds of databases. The first that recognizes a location opens it.</summary>
internal sealed class DatabaseRegistry(IEnumerable<IDatabaseProvider> providers)
{
    private readonly IDatabaseProvider[] providers = [.. providers];

    /// <summary>PostgreSQL, and SQLite for all other locations.</summary>
    public static DatabaseRegistry Default { get; } = new([new PostgresProvider(), new SqliteProvider()]);

    /// <summary>Opens the database at a location, without connecting yet.</summary>
    /// <exception cref="ElboException">The location is invalid.</exception>
    public Database Open(string location, DatabaseOptions options) =>
        providers.Select(provider => provider.TryOpen(location, options)).FirstOrDefault(database => database is not null)
            ?? throw new ElboException($"{options.Setting}: no registered kind of database has a location like this one");
}
