using System.Data.Common;
using System.Globalization;

namespace Elbo.Server.Events;

/// <summary>The tables of events, the same in every database, and how older ones become the present ones.</summary>
internal static class EventSchema
{
    /// <summary>The version that this program works with.</summary>
    private const int CurrentVersion = 1;

    /// <summary>Brings a database to the current version.</summary>
    /// <exception cref="ElboException">It has a newer one.</exception>
    public static async Task MigrateAsync(EventDatabase database)
    {
        DbConnection connection = await database.ConnectForWritingAsync().ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            DbTransaction transaction = await database.BeginMigrationAsync(connection).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await ExecuteAsync(transaction, "CREATE TABLE IF NOT EXISTS elbo_event_schema (version INTEGER NOT NULL)").ConfigureAwait(false);
                int version = await ReadVersionAsync(transaction).ConfigureAwait(false);
                if (version > CurrentVersion)
                {
                    throw new ElboException(
                        $"{database.DisplayName}: was made by a newer Elbo (schema {version}, this program knows {CurrentVersion}); use that version, or choose another store with --store");
                }

                foreach (string migration in Migrations(database).Skip(version))
                {
                    await ExecuteAsync(transaction, migration).ConfigureAwait(false);
                }

                await transaction.CommitAsync().ConfigureAwait(false);
            }
        }
    }

    // Each entry makes one version of the one before it. What has been released is never changed, only followed by more.
    private static string[] Migrations(EventDatabase database) =>
    [
        $"""
        CREATE TABLE event (
          number {database.IdentityColumn},
          person TEXT NOT NULL,
          item TEXT NOT NULL,
          time BIGINT NOT NULL);
        CREATE INDEX event_of_person ON event (person, time, number);
        INSERT INTO elbo_event_schema (version) VALUES (1);
        """,
    ];

    private static async Task<int> ReadVersionAsync(DbTransaction transaction)
    {
        await using DbCommand command = CreateCommand(transaction, "SELECT COALESCE(MAX(version), 0) FROM elbo_event_schema");
        return Convert.ToInt32(await command.ExecuteScalarAsync().ConfigureAwait(false), CultureInfo.InvariantCulture);
    }

    private static async Task ExecuteAsync(DbTransaction transaction, string sql)
    {
        await using DbCommand command = CreateCommand(transaction, sql);
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    private static DbCommand CreateCommand(DbTransaction transaction, string sql)
    {
        DbCommand command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return command;
    }
}
