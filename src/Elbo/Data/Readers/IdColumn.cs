using System.Globalization;

namespace Elbo.Data.Readers;

/// <summary>Reads the ids of one column: detects their type and indexes them.</summary>
internal static class IdColumn
{
    /// <summary>
    /// Creates a table of the column's distinct texts: text, id (canonical form), first (its first row) and
    /// code (0 .. n - 1, the same for texts of one id, in the order of the ids: integers by value and before all
    /// others, the rest by code point).
    /// </summary>
    /// <param name="database">The database with table "log".</param>
    /// <param name="file">The file, for messages.</param>
    /// <param name="table">Name of the new table.</param>
    /// <param name="column">The column of "log".</param>
    /// <param name="description">Describes an id in messages, which replaces {0}.</param>
    /// <param name="requested">The requested type.</param>
    public static IdType BuildIndex(
        DuckDbDatabase database, TableFile file, string table, string column, string description, IdType requested)
    {
        // TRY_CAST alone would round 1.5, and read 1e3 as a thousand.
        database.Execute(
            $"CREATE TABLE {table}_found AS SELECT text, first, CASE WHEN regexp_full_match(text, '[+-]?[0-9]+([.]0*)?') "
            + "THEN TRY_CAST(text AS BIGINT) END AS number "
            + $"FROM (SELECT {column} AS text, min(rowid) AS first FROM log GROUP BY {column})");
        RequireNoneMissing(database, file, table, description);
        RequireValid(database, file, table, description);
        IdType type = requested == IdType.String ? IdType.String : DetectType(database, file, table, description, requested);
        (string id, string order) = type == IdType.Integer
            ? ("CAST(number AS VARCHAR)", "number")
            : ("text", "CASE WHEN regexp_full_match(text, '[+-]?[0-9]+') THEN number END NULLS LAST, text");
        database.Execute(
            $"CREATE TABLE {table} AS SELECT text, first, {id} AS id, "
            + $"CAST(dense_rank() OVER (ORDER BY {order}) - 1 AS INTEGER) AS code FROM {table}_found");
        return type;
    }

    private static void RequireNoneMissing(DuckDbDatabase database, TableFile file, string table, string description)
    {
        database.Read($"SELECT first FROM {table}_found WHERE text IS NULL", row => throw new ElboException(
            $"{RowLocation.Describe(file, row.GetInt64(0))}: {Describe(description, "")} is missing; every row needs an id: remove the row or fill it in"));
    }

    /// <summary>Refuses ids that no request could contain.</summary>
    private static void RequireValid(DuckDbDatabase database, TableFile file, string table, string description)
    {
        // The condition selects all invalid ids, and long valid ones whose characters have several bytes.
        string condition = $"strlen(text) > {Ids.MaxLength} OR regexp_matches(text, '\\p{{Cc}}')";
        database.Read($"SELECT first, text FROM {table}_found WHERE {condition} ORDER BY first", row =>
        {
            string id = row.GetString(1);
            if (!Ids.IsValid(id))
            {
                string finding = id.Length > Ids.MaxLength
                    ? $"has {id.Length} characters; ids have at most {Ids.MaxLength}"
                    : "has a control character";
                throw new ElboException(
                    $"{RowLocation.Describe(file, row.GetInt64(0))}: {Describe(description, Printable(id))} {finding}: correct the id or remove the row");
            }
        });
    }

    private static IdType DetectType(DuckDbDatabase database, TableFile file, string table, string description, IdType requested)
    {
        long integers = database.QueryNumber($"SELECT count(number) FROM {table}_found");
        if (requested == IdType.Auto && database.QueryNumber($"SELECT count(*) FROM {table}_found WHERE regexp_matches(text, '^[+-]?0[0-9]') AND number IS NOT NULL") > 0)
        {
            // "007" and "7" are different ids.
            return IdType.String;
        }

        long others = database.QueryNumber($"SELECT count(*) FROM {table}_found WHERE number IS NULL");
        if (others == 0)
        {
            return IdType.Integer;
        }

        if (integers == 0 && requested == IdType.Auto)
        {
            return IdType.String;
        }

        // Names the exception: the first word among numbers, or the first number among words.
        bool mostlyIntegers = requested == IdType.Integer || integers >= others;
        string test = mostlyIntegers ? "number IS NULL" : "number IS NOT NULL";
        string finding = mostlyIntegers ? "is not an integer like other ids" : "is an integer where other ids are text";
        database.Read($"SELECT first, text FROM {table}_found WHERE {test} ORDER BY first LIMIT 1", row => throw new ElboException(
            $"{RowLocation.Describe(file, row.GetInt64(0))}: {Describe(description, row.GetString(1))} {finding}; choose --id-type string to read all ids as text"));
        return IdType.Integer;
    }

    private static string Printable(string id) =>
        string.Concat(id.Take(40).Select(c => char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString())) + (id.Length > 40 ? "…" : "");

    private static string Describe(string description, string id) =>
        description.Replace("{0}", id, StringComparison.Ordinal).ToString(CultureInfo.InvariantCulture);
}
