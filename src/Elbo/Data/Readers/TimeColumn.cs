namespace Elbo.Data.Readers;

/// <summary>Validates the column of times and converts it to integers.</summary>
internal static class TimeColumn
{
    private const string Integer = "CAST(time_text AS BIGINT)";

    /// <summary>The SQL expression that turns each time of "log" into a BIGINT: see <see cref="ReadOptions.TimeColumn"/>.</summary>
    /// <exception cref="ElboException">Names the first row whose time is missing or is neither a number nor a date.</exception>
    public static string ToSqlExpression(DuckDbDatabase database, TableFile file, string name)
    {
        ThrowForFirst(database, file, "time_text IS NULL", $"{name} is missing; fill it in or choose another column with --time-column");
        if (Count(database, "NOT regexp_full_match(time_text, '[+-]?[0-9]{1,18}')") == 0)
        {
            return Integer;
        }

        long numbers = Count(database, "isfinite(TRY_CAST(time_text AS DOUBLE))");
        if (numbers == 0)
        {
            ThrowForFirst(database, file, "TRY_CAST(time_text AS TIMESTAMPTZ) IS NULL OR NOT isfinite(TRY_CAST(time_text AS TIMESTAMPTZ))", NotATimeMessage(name));
            return "epoch_us(CAST(time_text AS TIMESTAMPTZ))";
        }

        ThrowForFirst(database, file, "NOT coalesce(isfinite(TRY_CAST(time_text AS DOUBLE)), false)", NotATimeMessage(name));
        if (Count(database, "NOT regexp_full_match(time_text, '[+-]?[0-9]+([.]0*)?')") == 0)
        {
            ThrowForFirst(database, file, "TRY_CAST(time_text AS BIGINT) IS NULL", TooLargeMessage(name));
            return Integer;
        }

        ThrowForFirst(database, file, "TRY_CAST(round(CAST(time_text AS DOUBLE) * 1e6) AS BIGINT) IS NULL", TooLargeMessage(name));
        return "CAST(round(CAST(time_text AS DOUBLE) * 1e6) AS BIGINT)";
    }

    private static string NotATimeMessage(string name) =>
        $"{name} '{{0}}' is neither a number nor a date like the others; choose another column with --time-column";

    private static string TooLargeMessage(string name) =>
        $"{name} '{{0}}' is out of range for a time; choose another column with --time-column";

    private static long Count(DuckDbDatabase database, string test) => database.QueryNumber($"SELECT count(*) FROM log WHERE {test}");

    private static void ThrowForFirst(DuckDbDatabase database, TableFile file, string test, string finding) =>
        database.Read($"SELECT rowid, coalesce(time_text, '') FROM log WHERE {test} ORDER BY rowid LIMIT 1", row => throw new ElboException(
            $"{RowLocation.Describe(file, row.GetInt64(0))}: {finding.Replace("{0}", row.GetString(1), StringComparison.Ordinal)}"));
}
