using System.Data.Common;
using System.Globalization;

namespace Elbo.Storage;

/// <summary>The versions of a store's tables.</summary>
/// <param name="versionTable">The table with the version of the database.</param>
/// <param name="migrations">Each migrates from the version before it. Released ones are never changed, only new ones appended.</param>
internal sealed class Schema(string versionTable, IReadOnlyList<string> migrations)
{
    /// <summary>Creates or migrates the tables of a database.</summary>
    /// <exception cref="ElboException">The database is unsuitable, or has a newer version.</exception>
    public void Migrate(Database database)
    {
        using DbConnection connection = database.OpenOrCreate();
        using DbTransaction transaction = database.BeginMigration(connection);
        Execute(transaction, $"CREATE TABLE IF NOT EXISTS {versionTable} (version INTEGER NOT NULL)");
        int version = ReadVersion(transaction);
        if (version > migrations.Count)
        {
            throw new ElboException(
                $"{database.DisplayName}: was created by a newer Elbo (schema {version}, this program supports {migrations.Count}); use that version, or choose another store with {database.Options.Setting}");
        }

        foreach (string migration in migrations.Skip(version))
        {
            Execute(transaction, migration);
        }

        if (version < migrations.Count)
        {
            Execute(transaction, FormattableString.Invariant($"DELETE FROM {versionTable}; INSERT INTO {versionTable} (version) VALUES ({migrations.Count})"));
        }

        transaction.Commit();
    }

    private int ReadVersion(DbTransaction transaction)
    {
        using DbCommand command = CreateCommand(transaction, $"SELECT COALESCE(MAX(version), 0) FROM {versionTable}");
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
