namespace Elbo.Data.Readers;

/// <summary>Validates the column of ratings or weights.</summary>
internal static class ValueColumn
{
    /// <summary>Requires that all values are finite numbers and, if values are required, that none is missing.</summary>
    /// <exception cref="ElboException">Names the first invalid row.</exception>
    public static void Validate(DuckDbDatabase database, TableFile file, string name, bool required)
    {
        database.Execute("CREATE TEMP TABLE value_texts AS SELECT value_text AS text, min(rowid) AS first FROM log GROUP BY value_text");
        database.Read(
            "SELECT first, text FROM value_texts WHERE text IS NOT NULL AND NOT coalesce(isfinite(TRY_CAST(text AS DOUBLE)), false) ORDER BY first LIMIT 1",
            row => throw new ElboException(
                $"{RowLocation.Describe(file, row.GetInt64(0))}: {name} '{row.GetString(1)}' is not a number; choose another column with --value-column"));
        if (required)
        {
            database.Read("SELECT first FROM value_texts WHERE text IS NULL", row => throw new ElboException(
                $"{RowLocation.Describe(file, row.GetInt64(0))}: {name} is missing, so --min-value cannot be applied; fill it in, remove the row, or leave out --min-value"));
        }

        database.Execute("DROP TABLE value_texts");
    }
}
