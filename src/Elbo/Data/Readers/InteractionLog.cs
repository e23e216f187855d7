namespace Elbo.Data.Readers;

/// <summary>
/// The interactions of a file as table "log" of texts (user_text, item_text, value_text, time_text), in the order of
/// the file: row id 0 is its first row. Checked, and so convertible by the expressions given here.
/// </summary>
internal sealed class InteractionLog
{
    private InteractionLog(TableFile file, bool hasValues, string? time, IdKind itemIds)
    {
        File = file;
        HasValues = hasValues;
        Time = time;
        ItemIds = itemIds;
    }

    public TableFile File { get; }

    public bool HasValues { get; }

    /// <summary>SQL expression of the time as BIGINT; null where there are no times.</summary>
    public string? Time { get; }

    /// <summary>What the items' ids turned out to be, never <see cref="IdKind.Auto"/>.</summary>
    public IdKind ItemIds { get; }

    /// <summary>Reads the file into table "log", and its ids into "users" and "items" (text, id, first, code).</summary>
    /// <exception cref="ElboException">A column is missing, or a row does not hold what its column should.</exception>
    public static InteractionLog Import(DuckDbSource source, TableFile file, ReadOptions options, bool needsValues)
    {
        TableColumn user = ColumnChoice.Required(file, options.UserColumn, ColumnChoice.User, "--user-column");
        TableColumn item = ColumnChoice.Required(file, options.ItemColumn, ColumnChoice.Item, "--item-column");
        TableColumn? value = ColumnChoice.Optional(file, options.ValueColumn, ColumnChoice.Value, "--value-column");
        TableColumn? time = ColumnChoice.Optional(file, options.TimeColumn, ColumnChoice.Time, "--time-column");
        if (needsValues && value is null)
        {
            throw new ElboException(
                $"{file.Name}: a least value is asked for but there is no value column; choose one with --value-column or leave out --min-value");
        }

        source.Execute(
            $"CREATE TABLE log AS SELECT {Clean(user)} AS user_text, {Clean(item)} AS item_text, "
            + $"{Clean(value)} AS value_text, {Clean(time)} AS time_text FROM {file.From}");
        if (source.Count("SELECT count(*) FROM log") == 0)
        {
            throw new ElboException($"{file.Name}: there are no interactions in the file");
        }

        IdColumn.Number(source, file, "users", "user_text", $"user '{{0}}' (column '{user.Name}')", options.Ids);
        IdKind itemIds = IdColumn.Number(source, file, "items", "item_text", $"item '{{0}}' (column '{item.Name}')", options.Ids);
        if (value is not null)
        {
            ValueColumn.Check(source, file, value.Name, needsValues);
        }

        return new InteractionLog(file, value is not null, time is null ? null : TimeColumn.Check(source, file, time.Name), itemIds);
    }

    private static string Clean(TableColumn? column) =>
        column is null ? "CAST(NULL AS VARCHAR)" : $"nullif(trim({column.Text}), '')";
}
