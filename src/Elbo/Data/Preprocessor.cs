using System.Globalization;
using Elbo.Data.Readers;
using Microsoft.Extensions.Logging;

namespace Elbo.Data;

/// <summary>Filters, orders and numbers a log of interactions, in SQL; only integers leave the database.</summary>
/// <remarks>
/// A history is in the order of time; equal times, and logs without times, follow the order of the file. "pairs.moment"
/// holds both in one number, time * 2^32 + position, so that one minimum finds the first of several interactions.
/// </remarks>
internal sealed partial class Preprocessor(DuckDbDatabase database, InteractionLog log, PreprocessingOptions options, RunContext context)
{
    /// <exception cref="ElboException">A filter leaves nothing.</exception>
    public InteractionDataset Run(string name, Func<Vocabulary, IReadOnlyDictionary<string, ItemMetadata>> metadata)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MinItemInteractions, 1, "options.MinItemInteractions");
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MinUserInteractions, 1, "options.MinUserInteractions");
        DeduplicateInteractions();
        FilterInteractions();
        Vocabulary users = IndexUsers();
        Vocabulary items = IndexItems();
        (InteractionMatrix matrix, long[]? times) = ReadHistories(users.Count, items.Count);
        return new InteractionDataset(name, users, items, matrix, times, metadata(items));
    }

    private void DeduplicateInteractions()
    {
        string time = log.TimeExpression ?? "CAST(0 AS BIGINT)";
        string condition = options.MinValue is double minValue
            ? $"WHERE CAST(value_text AS DOUBLE) >= CAST('{minValue.ToString("R", CultureInfo.InvariantCulture)}' AS DOUBLE)"
            : "";
        database.Execute(
            $"""
            CREATE TABLE pairs AS
            SELECT users.code AS user, items.code AS item, min({time}) AS time,
                min(CAST({time} AS HUGEINT) * 4294967296 + log.rowid) AS moment
            FROM log JOIN users ON users.text = log.user_text JOIN items ON items.text = log.item_text
            {condition} GROUP BY users.code, items.code
            """);
        database.Execute("DROP TABLE log");
        RequireRows("pairs", $"no interaction has a value of {options.MinValue} or more; lower --min-value");
    }

    private void FilterInteractions()
    {
        database.Execute(
            $"CREATE TABLE kept_items AS SELECT item FROM pairs GROUP BY item HAVING count(*) >= {options.MinItemInteractions}");
        RequireRows("kept_items", $"no item has {options.MinItemInteractions} interactions or more; lower --min-item-interactions");
        database.Execute("CREATE TABLE lengths AS SELECT user, count(*) AS length FROM pairs SEMI JOIN kept_items USING (item) GROUP BY user");
        database.Execute(
            $"CREATE TABLE kept_users AS SELECT user FROM lengths WHERE length >= {options.MinUserInteractions} "
            + (options.MaxUserInteractions is int maxInteractions ? $"AND length <= {maxInteractions}" : ""));
        long tooFew = database.QueryNumber($"SELECT count(*) FROM lengths WHERE length < {options.MinUserInteractions}");
        long total = database.QueryNumber("SELECT count(*) FROM lengths");
        RequireRows("kept_users", tooFew == total
            ? $"nobody has {options.MinUserInteractions} interactions or more; lower --min-user-interactions"
            : $"nobody has from {options.MinUserInteractions} to {options.MaxUserInteractions} interactions; lower --min-user-interactions or raise --max-user-interactions");
        long kept = database.QueryNumber("SELECT count(*) FROM kept_users");
        long tooMany = total - tooFew - kept;
        LogUserCounts(context.Logger, log.File.Name, kept, tooFew, tooMany);
        database.Execute("CREATE VIEW kept AS SELECT * FROM pairs SEMI JOIN kept_items USING (item) SEMI JOIN kept_users USING (user)");
    }

    private Vocabulary IndexUsers()
    {
        List<(string Id, int Code)> users = [];
        database.Read(
            "SELECT DISTINCT users.id, users.code FROM users SEMI JOIN kept_users ON kept_users.user = users.code",
            row => users.Add((row.GetString(0), row.GetInt32(1))));
        users.Sort((a, b) => IdComparer.Instance.Compare(a.Id, b.Id) is int order and not 0 ? order : string.CompareOrdinal(a.Id, b.Id));
        database.Fill("user_codes", [.. users.Select(user => user.Code)]);
        return new Vocabulary(users.Select(user => user.Id));
    }

    private Vocabulary IndexItems()
    {
        database.Execute(
            "CREATE TABLE item_codes AS SELECT item AS value FROM kept GROUP BY item ORDER BY min(moment - CAST(time AS HUGEINT) * 4294967296)");
        List<string> ids = [];
        database.Read(
            """
            SELECT any_value(items.id) FROM item_codes JOIN items ON items.code = item_codes.value
            GROUP BY item_codes.rowid ORDER BY item_codes.rowid
            """,
            row => ids.Add(row.GetString(0)));
        return new Vocabulary(ids);
    }

    private (InteractionMatrix Matrix, long[]? Times) ReadHistories(int userCount, int itemCount)
    {
        long count = database.QueryNumber("SELECT count(*) FROM kept");
        if (count > Array.MaxLength)
        {
            throw new ElboException($"{log.File.Name}: {count} interactions are more than the {Array.MaxLength} that fit; filter more strictly");
        }

        int[] offsets = new int[userCount + 1];
        int[] items = new int[count];
        long[]? times = log.TimeExpression is null ? null : new long[count];
        int position = 0;
        database.Read(
            """
            SELECT CAST(u.rowid AS INTEGER) AS user_index, CAST(i.rowid AS INTEGER), kept.time
            FROM kept JOIN user_codes u ON u.value = kept.user JOIN item_codes i ON i.value = kept.item
            ORDER BY user_index, kept.moment
            """,
            row =>
            {
                offsets[row.GetInt32(0) + 1] = position + 1;
                items[position] = row.GetInt32(1);
                times?[position] = row.GetInt64(2);
                position++;
            });
        return (new InteractionMatrix(offsets, items, itemCount), times);
    }

    private void RequireRows(string table, string emptyMessage)
    {
        if (database.QueryNumber($"SELECT count(*) FROM {table}") == 0)
        {
            throw new ElboException($"{log.File.Name}: {emptyMessage}");
        }
    }

    [LoggerMessage(LogLevel.Information, "{File}: {Kept} people kept, {TooFew} dropped with too few interactions and {TooMany} with too many")]
    private static partial void LogUserCounts(ILogger logger, string file, long kept, long tooFew, long tooMany);
}
