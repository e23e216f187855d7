using System.Data.Common;
using System.Globalization;

namespace Elbo.Server.Events;

/// <summary>The tables for events, the same in every database, and their migrations.</summary>
internal static class EventSchema
{
    /// <summary>The version this program works with.</summary>
    private const int CurrentVersion = 1;

    /// <summary>Brings a database to the current version.</summary>
    /// <exception cref="ElboException">It has a newer version.</exception>
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
                        $"{database.DisplayName}: was created by a newer version of Elbo (schema {version}, this one supports up to {CurrentVersion}); use that version, or set another Elbo:EventStore");
                }

                foreach (string migration in Migrations(database).Skip(version))
                {
                    await ExecuteAsync(transaction, migration).ConfigureAwait(false);
                }

                await transaction.CommitAsync().ConfigureAwait(false);
            }
        }
    }

    // Each entry migrates from the version before it. Released entries are never changed, only new ones appended.
    private static string[] Migrations(EventDatabase database) =>
    [
        $"""
        CREATE TABLE event (
          id {database.IdentityColumn},
          user_id TEXT NOT NULL,
          item TEXT NOT NULL,
          time BIGINT NOT NULL);
        CREATE INDEX event_user_time_idx ON event (user_id, time, id);
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
