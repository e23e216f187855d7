using System.Data.Common;

namespace Elbo.Search;

/// <summary>Runs SQL statements in one transaction.</summary>
internal sealed class StudySql(DbTransaction transaction)
{
    /// <summary>Runs a statement and returns the number of changed rows.</summary>
    public int Execute(string sql, params (string Name, object? Value)[] parameters)
    {
        using DbCommand command = CreateCommand(sql, parameters);
        return command.ExecuteNonQuery();
    }

    /// <summary>Runs a query and returns its rows.</summary>
    public List<T> Query<T>(string sql, Func<DbDataReader, T> read, params (string Name, object? Value)[] parameters)
    {
        using DbCommand command = CreateCommand(sql, parameters);
        using DbDataReader reader = command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private DbCommand CreateCommand(string sql, (string Name, object? Value)[] parameters)
    {
        DbCommand command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach ((string name, object? value) in parameters)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
