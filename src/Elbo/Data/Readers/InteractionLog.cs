using Microsoft.Extensions.Logging;

namespace Elbo.Data.Readers;

/// <summary>
/// The interactions of a file as table "log" of texts (user_text, item_text, value_text, time_text), in the order of
/// the file: row id 0 is its first row. They are validated, so the expressions given here can convert them.
/// </summary>
internal sealed partial class InteractionLog
{
    private InteractionLog(TableFile file, string layout, string? time, IdType itemIdType)
    {
        File = file;
        Layout = layout;
        TimeExpression = time;
        ItemIdType = itemIdType;
    }

    public TableFile File { get; }

    /// <summary>How the file was read: its separator, header and columns.</summary>
    public string Layout { get; }

    /// <summary>SQL expression of the time as BIGINT; null without times.</summary>
    public string? TimeExpression { get; }

    /// <summary>The detected type of the item ids, never <see cref="IdType.Auto"/>.</summary>
    public IdType ItemIdType { get; }

    /// <summary>Reads the file into table "log", and its ids into "users" and "items" (text, id, first, code).</summary>
    /// <exception cref="ElboException">A column is missing, or a row has an invalid value.</exception>
    public static InteractionLog Import(DuckDbDatabase database, TableFile file, ReadOptions options, bool requiresValues, ILogger logger)
    {
        TableColumn user = ColumnResolver.Require(file, options.UserColumn, ColumnResolver.UserNames, "--user-column");
        TableColumn item = ColumnResolver.Require(file, options.ItemColumn, ColumnResolver.ItemNames, "--item-column", user);
        TableColumn? value = ColumnResolver.FindOrDefault(file, options.ValueColumn, ColumnResolver.ValueNames, "--value-column", user, item);
        TableColumn? time = ColumnResolver.FindOrDefault(file, options.TimeColumn, ColumnResolver.TimeNames, "--time-column", user, item, value);
        if (requiresValues && value is null)
        {
            throw new ElboException(
                $"{file.Name}: --min-value needs a value column; choose one with --value-column or leave out --min-value");
        }

        string layout = DescribeLayout(file, user, item, value, time);
        if (file.Text is { HasHeader: false } && !MovieLensFiles.IsRatingsFile(file.Path) && (options.UserColumn is null || options.ItemColumn is null))
        {
            LogGuess(logger, file.Name, layout);
        }

        database.Execute(
            $"CREATE TABLE log AS SELECT {Clean(user)} AS user_text, {Clean(item)} AS item_text, "
            + $"{Clean(value)} AS value_text, {Clean(time)} AS time_text FROM {file.ReadExpression}");
        if (database.QueryNumber("SELECT count(*) FROM log") == 0)
        {
            throw new ElboException($"{file.Name}: there are no interactions in the file");
        }

        IdColumn.BuildIndex(database, file, "users", "user_text", $"user '{{0}}' ({user.Label})", options.IdType);
        IdType itemIdType = IdColumn.BuildIndex(database, file, "items", "item_text", $"item '{{0}}' ({item.Label})", options.IdType);
        if (value is not null)
        {
            ValueColumn.Validate(database, file, value.Name, requiresValues);
        }

        return new InteractionLog(file, layout, time is null ? null : TimeColumn.ToSqlExpression(database, file, time.Name), itemIdType);
    }

    private static string DescribeLayout(TableFile file, TableColumn user, TableColumn item, TableColumn? value, TableColumn? time)
    {
        string text = file.Text is { } lines
            ? $"columns separated by {lines.SeparatorName}, {(lines.HasHeader ? "with" : "without")} a header; "
            : "";
        return $"{text}user is {user.Label}, item is {item.Label}, "
            + $"{(value is null ? "no value" : $"value is {value.Label}")}, {(time is null ? "no time" : $"time is {time.Label}")}";
    }

    private static string Clean(TableColumn? column) =>
        column is null ? "CAST(NULL AS VARCHAR)" : $"nullif(trim({column.TextExpression}), '')";

    [LoggerMessage(LogLevel.Warning, "{File} was read with {Layout}; if this is wrong, set --separator, --header, --user-column, --item-column, --value-column or --time-column")]
    private static partial void LogGuess(ILogger logger, string file, string layout);
}
