using System.Globalization;
using Elbo.Data.Readers;
using Microsoft.Extensions.Logging;

namespace Elbo.Data;

/// <summary>Filters, orders and indexes a log of interactions in SQL; the result is ready for the matrix.</summary>
/// <remarks>
/// Of several interactions of one user with one item the first is kept: the earliest time, and of equal times, or without
/// times, the first row of the file. Histories are ordered by the same rule. "pairs.sort_key" is both in one
/// number, time * 2^32 + position in the file, so that one minimum finds the first interaction.
/// </remarks>
internal sealed partial class Preprocessor(DuckDbDatabase database, InteractionLog log, PreprocessingOptions options, RunContext context)
{
    /// <exception cref="ElboException">A filter leaves nothing.</exception>
    public InteractionDataset Run(string name, Func<Vocabulary, IReadOnlyDictionary<string, Item>> metadata)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MinItemInteractions, 1, "options.MinItemInteractions");
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MinUserInteractions, 1, "options.MinUserInteractions");
        DeduplicateInteractions();
        FilterInteractions();
        Vocabulary users = ReadVocabulary("kept_users", "users");
        Vocabulary items = IndexItems();
        return new InteractionDataset(name, users, items, ReadHistories(users.Count, items.Count), metadata(items)) { Layout = log.Layout };
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
            SELECT users.code, items.code AS item, min({time}) AS time,
                min(CAST({time} AS HUGEINT) * 4294967296 + log.rowid) AS sort_key
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
        database.Execute("CREATE TABLE lengths AS SELECT code, count(*) AS length FROM pairs SEMI JOIN kept_items USING (item) GROUP BY code");
        database.Execute(
            "CREATE TABLE kept_users AS SELECT code, CAST(row_number() OVER (ORDER BY code) - 1 AS INTEGER) AS index "
            + $"FROM lengths WHERE length >= {options.MinUserInteractions} "
            + (options.MaxUserInteractions is int maxInteractions ? $"AND length <= {maxInteractions}" : ""));
        long tooFew = database.QueryNumber($"SELECT count(*) FROM lengths WHERE length < {options.MinUserInteractions}");
        long total = database.QueryNumber("SELECT count(*) FROM lengths");
        RequireRows("kept_users", tooFew == total
            ? $"no user has {options.MinUserInteractions} interactions or more; lower --min-user-interactions"
            : $"no user has from {options.MinUserInteractions} to {options.MaxUserInteractions} interactions; lower --min-user-interactions or raise --max-user-interactions");
        long kept = database.QueryNumber("SELECT count(*) FROM kept_users");
        LogUserCounts(context.Logger, log.File.Name, kept, tooFew, total - tooFew - kept);
        database.Execute("CREATE VIEW kept AS SELECT * FROM pairs SEMI JOIN kept_items USING (item) JOIN kept_users USING (code)");
    }

    /// <summary>Numbers the items in the order of their first appearance in the file.</summary>
    private Vocabulary IndexItems()
    {
        database.Execute(
            """
            CREATE TABLE item_index AS SELECT item AS code,
                CAST(row_number() OVER (ORDER BY min(sort_key - CAST(time AS HUGEINT) * 4294967296)) - 1 AS INTEGER) AS index
            FROM kept GROUP BY item
            """);
        return ReadVocabulary("item_index", "items");
    }

    private Vocabulary ReadVocabulary(string indexTable, string idTable)
    {
        List<string> ids = [];
        database.Read(
            $"SELECT any_value(id) FROM {indexTable} JOIN {idTable} USING (code) GROUP BY index ORDER BY index",
            row => ids.Add(row.GetString(0)));
        return new Vocabulary(ids);
    }

    private InteractionMatrix ReadHistories(int userCount, int itemCount)
    {
        long count = database.QueryNumber("SELECT count(*) FROM kept");
        if (count > Array.MaxLength)
        {
            throw new ElboException($"{log.File.Name}: {count} interactions exceed the maximum of {Array.MaxLength}; filter more strictly");
        }

        int[] offsets = new int[userCount + 1];
        int[] items = new int[count];
        long[]? times = log.TimeExpression is null ? null : new long[count];
        int position = 0;
        database.Read(
            """
            SELECT kept.index, item_index.index, kept.time
            FROM kept JOIN item_index ON item_index.code = kept.item
            ORDER BY kept.index, kept.sort_key
            """,
            row =>
            {
                offsets[row.GetInt32(0) + 1] = position + 1;
                items[position] = row.GetInt32(1);
                times?[position] = row.GetInt64(2);
                position++;
            });
        return new InteractionMatrix(offsets, items, itemCount, times);
    }

    private void RequireRows(string table, string emptyMessage)
    {
        if (database.QueryNumber($"SELECT count(*) FROM {table}") == 0)
        {
            throw new ElboException($"{log.File.Name}: {emptyMessage}");
        }
    }

    [LoggerMessage(LogLevel.Information, "{File}: kept {Kept} users, dropped {TooFew} with too few interactions and {TooMany} with too many")]
    private static partial void LogUserCounts(ILogger logger, string file, long kept, long tooFew, long tooMany);
}
