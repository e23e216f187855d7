using System.Globalization;

namespace Elbo.Data.Readers;

/// <summary>Reads the ids of one column: finds out their kind and numbers them.</summary>
internal static class IdColumn
{
    /// <summary>
    /// Makes a table of the column's distinct texts: text, id (usual form), first (row where it first stands) and
    /// code (0 .. n - 1, the same for texts of one id).
    /// </summary>
    /// <param name="database">The database with table "log".</param>
    /// <param name="file">The file, for messages.</param>
    /// <param name="table">Name of the table to make.</param>
    /// <param name="column">The column of "log".</param>
    /// <param name="description">How messages speak of an id, which takes the place of {0}.</param>
    /// <param name="requested">The kind that was asked for.</param>
    public static IdType BuildIndex(
        DuckDbDatabase database, TableFile file, string table, string column, string description, IdType requested)
    {
        // TRY_CAST alone would round 1.5, and read 1e3 as a thousand.
        database.Execute(
            $"CREATE TABLE {table}_found AS SELECT text, first, CASE WHEN regexp_full_match(text, '[+-]?[0-9]+([.]0*)?') "
            + "THEN TRY_CAST(text AS BIGINT) END AS number "
            + $"FROM (SELECT {column} AS text, min(rowid) AS first FROM log GROUP BY {column})");
        RequireNoneMissing(database, file, table, description);
        IdType type = requested == IdType.String ? IdType.String : DetectType(database, file, table, description, requested);
        string id = type == IdType.Integer ? "CAST(number AS VARCHAR)" : "text";
        database.Execute(
            $"CREATE TABLE {table} AS SELECT text, first, {id} AS id, "
            + $"CAST(dense_rank() OVER (ORDER BY {id}) - 1 AS INTEGER) AS code FROM {table}_found");
        return type;
    }

    private static void RequireNoneMissing(DuckDbDatabase database, TableFile file, string table, string description)
    {
        database.Read($"SELECT first FROM {table}_found WHERE text IS NULL", row => throw new ElboException(
            $"{RowLocation.Describe(file, row.GetInt64(0))}: {Describe(description, "")} is missing; every row needs an id: remove the row or fill it in"));
    }

    private static IdType DetectType(DuckDbDatabase database, TableFile file, string table, string description, IdType requested)
    {
        long integers = database.QueryNumber($"SELECT count(number) FROM {table}_found");
        long others = database.QueryNumber($"SELECT count(*) FROM {table}_found WHERE number IS NULL");
        if (others == 0)
        {
            return IdType.Integer;
        }

        if (integers == 0 && requested == IdType.Auto)
        {
            return IdType.String;
        }

        // The exception shows, not the rule: the first word among numbers or the first number among words.
        bool mostlyIntegers = requested == IdType.Integer || integers >= others;
        string test = mostlyIntegers ? "number IS NULL" : "number IS NOT NULL";
        string finding = mostlyIntegers ? "is not an integer as other ids are" : "is an integer where other ids are text";
        database.Read($"SELECT first, text FROM {table}_found WHERE {test} ORDER BY first LIMIT 1", row => throw new ElboException(
            $"{RowLocation.Describe(file, row.GetInt64(0))}: {Describe(description, row.GetString(1))} {finding}; choose --ids string to read all ids as text"));
        return IdType.Integer;
    }

    private static string Describe(string description, string id) =>
        description.Replace("{0}", id, StringComparison.Ordinal).ToString(CultureInfo.InvariantCulture);
}
