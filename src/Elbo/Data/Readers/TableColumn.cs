namespace Elbo.Data.Readers;

/// <summary>A column of a file.</summary>
/// <param name="Name">Its name in the file, or a default name if the file has no header.</param>
/// <param name="TextExpression">SQL expression of its values as text.</param>
internal sealed record TableColumn(string Name, string TextExpression)
{
    /// <summary>The column in messages: by its name, or by its position if the file has no header.</summary>
    public string Label { get; init; } = $"column '{Name}'";

    /// <summary>A column of the DuckDB type <paramref name="type"/>.</summary>
    public static TableColumn Create(string name, string type)
    {
        string column = Sql.Name(name);
        string text = type switch
        {
            "VARCHAR" => column,
            "FLOAT" or "DOUBLE" =>
                $"CASE WHEN {column} = trunc({column}) AND abs({column}) < 9e18 THEN CAST(CAST({column} AS BIGINT) AS VARCHAR) ELSE CAST({column} AS VARCHAR) END",
            "TIMESTAMP WITH TIME ZONE" => $"CAST(epoch_us({column}) AS VARCHAR)",
            "DATE" or "TIMESTAMP" or "TIMESTAMP_S" or "TIMESTAMP_MS" or "TIMESTAMP_NS" =>
                $"CAST(epoch_us(CAST({column} AS TIMESTAMP)) AS VARCHAR)",
            _ when type.EndsWith("[]", StringComparison.Ordinal) => $"array_to_string({column}, '|')",
            _ => $"CAST({column} AS VARCHAR)",
        };
        return new TableColumn(name, text);
    }
}
