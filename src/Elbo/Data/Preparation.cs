using System.Globalization;
using Elbo.Data.Readers;
using Microsoft.Extensions.Logging;

namespace Elbo.Data;

/// <summary>Filters, orders and numbers a log of interactions, in SQL; only integers leave the database.</summary>
/// <remarks>
/// A history is in the order of time; equal times, and logs without times, follow the order of the file. "pairs.moment"
/// holds both in one number, time * 2^32 + position, so that one minimum finds the first of several interactions.
/// </remarks>
internal sealed partial class Preparation(DuckDbSource source, InteractionLog log, PreparationOptions options, RunContext context)
{
    /// <exception cref="ElboException">A filter leaves nothing.</exception>
    public DataSet Run(string name, Func<Vocabulary, IReadOnlyDictionary<string, ItemDetails>> details)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MinItemInteractions, 1, "options.MinItemInteractions");
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MinUserInteractions, 1, "options.MinUserInteractions");
        FindPairs();
        Filter();
        Vocabulary users = NumberUsers();
        Vocabulary items = NumberItems();
        (InteractionMatrix matrix, long[]? times) = ReadHistories(users.Count, items.Count);
        return new DataSet(name, users, items, matrix, times, details(items));
    }

    private void FindPairs()
    {
        string time = log.Time ?? "CAST(0 AS BIGINT)";
        string keep = options.MinValue is double least
            ? $"WHERE CAST(value_text AS DOUBLE) >= CAST('{least.ToString("R", CultureInfo.InvariantCulture)}' AS DOUBLE)"
            : "";
        source.Execute(
            $"""
            CREATE TABLE pairs AS
            SELECT users.code AS user, items.code AS item, min({time}) AS time,
                min(CAST({time} AS HUGEINT) * 4294967296 + log.rowid) AS moment
            FROM log JOIN users ON users.text = log.user_text JOIN items ON items.text = log.item_text
            {keep} GROUP BY users.code, items.code
            """);
        source.Execute("DROP TABLE log");
        Require("pairs", $"no interaction has a value of {options.MinValue} or more; lower --min-value");
    }

    private void Filter()
    {
        source.Execute(
            $"CREATE TABLE kept_items AS SELECT item FROM pairs GROUP BY item HAVING count(*) >= {options.MinItemInteractions}");
        Require("kept_items", $"no item has {options.MinItemInteractions} interactions or more; lower --min-item-interactions");
        source.Execute("CREATE TABLE lengths AS SELECT user, count(*) AS length FROM pairs SEMI JOIN kept_items USING (item) GROUP BY user");
        source.Execute(
            $"CREATE TABLE kept_users AS SELECT user FROM lengths WHERE length >= {options.MinUserInteractions} "
            + (options.MaxUserInteractions is int most ? $"AND length <= {most}" : ""));
        long tooFew = source.Count($"SELECT count(*) FROM lengths WHERE length < {options.MinUserInteractions}");
        long all = source.Count("SELECT count(*) FROM lengths");
        Require("kept_users", tooFew == all
            ? $"nobody has {options.MinUserInteractions} interactions or more; lower --min-user-interactions"
            : $"nobody has from {options.MinUserInteractions} to {options.MaxUserInteractions} interactions; lower --min-user-interactions or raise --max-user-interactions");
        long kept = source.Count("SELECT count(*) FROM kept_users");
        long tooMany = all - tooFew - kept;
        LogPeople(context.Logger, log.File.Name, kept, tooFew, tooMany);
        source.Execute("CREATE VIEW kept AS SELECT * FROM pairs SEMI JOIN kept_items USING (item) SEMI JOIN kept_users USING (user)");
    }

    private Vocabulary NumberUsers()
    {
        List<(string Id, int Code)> users = [];
        source.Read(
            "SELECT DISTINCT users.id, users.code FROM users SEMI JOIN kept_users ON kept_users.user = users.code",
            row => users.Add((row.GetString(0), row.GetInt32(1))));
        users.Sort((a, b) => IdComparer.Instance.Compare(a.Id, b.Id) is int order and not 0 ? order : string.CompareOrdinal(a.Id, b.Id));
        source.Fill("user_codes", [.. users.Select(user => user.Code)]);
        return new Vocabulary(users.Select(user => user.Id));
    }

    private Vocabulary NumberItems()
    {
        source.Execute(
            "CREATE TABLE item_codes AS SELECT item AS value FROM kept GROUP BY item ORDER BY min(moment - CAST(time AS HUGEINT) * 4294967296)");
        List<string> ids = [];
        source.Read(
            """
            SELECT any_value(items.id) FROM item_codes JOIN items ON items.code = item_codes.value
            GROUP BY item_codes.rowid ORDER BY item_codes.rowid
            """,
            row => ids.Add(row.GetString(0)));
        return new Vocabulary(ids);
    }

    private (InteractionMatrix Matrix, long[]? Times) ReadHistories(int userCount, int itemCount)
    {
        long count = source.Count("SELECT count(*) FROM kept");
        if (count > Array.MaxLength)
        {
            throw new ElboException($"{log.File.Name}: {count} interactions are more than the {Array.MaxLength} that fit; filter more strictly");
        }

        int[] offsets = new int[userCount + 1];
        int[] items = new int[count];
        long[]? times = log.Time is null ? null : new long[count];
        int position = 0;
        source.Read(
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

    private void Require(string table, string otherwise)
    {
        if (source.Count($"SELECT count(*) FROM {table}") == 0)
        {
            throw new ElboException($"{log.File.Name}: {otherwise}");
        }
    }

    [LoggerMessage(LogLevel.Information, "{File}: {Kept} people kept, {TooFew} dropped with too few interactions and {TooMany} with too many")]
    private static partial void LogPeople(ILogger logger, string file, long kept, long tooFew, long tooMany);
}
