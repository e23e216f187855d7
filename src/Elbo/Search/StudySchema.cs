using System.Data.Common;
using System.Globalization;

namespace Elbo.Search;

/// <summary>The tables of a study store, the same in every database, and their migrations.</summary>
internal static class StudySchema
{
    // Each entry upgrades the schema by one version. Released entries never change; new ones are appended.
    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE study (
          name TEXT PRIMARY KEY,
          definition TEXT NOT NULL,
          created DOUBLE PRECISION NOT NULL);
        CREATE TABLE trial (
          study TEXT NOT NULL REFERENCES study (name),
          number INTEGER NOT NULL,
          state TEXT NOT NULL,
          assignment TEXT NOT NULL,
          value DOUBLE PRECISION,
          seconds DOUBLE PRECISION NOT NULL,
          started_after DOUBLE PRECISION NOT NULL,
          run_folder TEXT,
          error TEXT,
          token BIGINT NOT NULL,
          lease_until DOUBLE PRECISION NOT NULL,
          worker TEXT NOT NULL,
          PRIMARY KEY (study, number));
        CREATE TABLE point (
          study TEXT NOT NULL,
          number INTEGER NOT NULL,
          epoch INTEGER NOT NULL,
          value DOUBLE PRECISION NOT NULL,
          seconds DOUBLE PRECISION NOT NULL,
          PRIMARY KEY (study, number, epoch),
          FOREIGN KEY (study, number) REFERENCES trial (study, number));
        """,
        "ALTER TABLE trial ADD COLUMN ended_after DOUBLE PRECISION",
        "ALTER TABLE point RENAME TO trial_metric",
    ];

    /// <summary>The schema version of this program.</summary>
    public static int CurrentVersion => Migrations.Length;

    /// <summary>Upgrades a database to the current version.</summary>
    /// <exception cref="ElboException">The database has a newer version.</exception>
    public static void Migrate(StudyDatabase database)
    {
        using DbConnection connection = database.OpenConnection();
        using DbTransaction transaction = database.BeginMigration(connection);
        Execute(transaction, "CREATE TABLE IF NOT EXISTS elbo_schema (version INTEGER NOT NULL)");
        int version = ReadVersion(transaction);
        if (version > CurrentVersion)
        {
            throw new ElboException(
                $"{database.DisplayName}: was created by a newer Elbo (schema {version}, this program supports {CurrentVersion}); use that version, or choose another store with --store");
        }

        foreach (string migration in Migrations.Skip(version))
        {
            Execute(transaction, migration);
        }

        if (version < CurrentVersion)
        {
            Execute(transaction, FormattableString.Invariant($"DELETE FROM elbo_schema; INSERT INTO elbo_schema (version) VALUES ({CurrentVersion})"));
        }

        transaction.Commit();
    }

    private static int ReadVersion(DbTransaction transaction)
    {
        using DbCommand command = CreateCommand(transaction, "SELECT COALESCE(MAX(version), 0) FROM elbo_schema");
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static void Execute(DbTransaction transaction, string sql)
    {
        using DbCommand command = CreateCommand(transaction, sql);
        command.ExecuteNonQuery();
    }

    private static DbCommand CreateCommand(DbTransaction transaction, string sql)
    {
        DbCommand command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return command;
    }
}
