using DuckDB.NET.Data;

namespace Elbo.Data;

/// <summary>Writes a data set as tables that can be read again.</summary>
internal static class DatasetExporter
{
    /// <summary>Checks that a file with this name can be written.</summary>
    /// <exception cref="ElboException">The extension is not .csv, .tsv or .parquet.</exception>
    public static void RequireFormat(string path) => TableWriter.RequireFormat(path);

    /// <summary>Writes the interactions user by user, oldest first: user, item, time (if any) and title (if known).</summary>
    /// <exception cref="ElboException">The file cannot be written.</exception>
    public static void WriteInteractions(InteractionDataset data, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        List<(string, string)> columns = [("user", "VARCHAR"), ("item", "VARCHAR")];
        if (data.Interactions.HasTimes)
        {
            columns.Add(("time", "BIGINT"));
        }

        columns.Add(("title", "VARCHAR"));
        TableWriter.Write(path, columns, appender =>
        {
            for (int user = 0; user < data.Users.Count; user++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                for (int entry = data.Interactions.Offsets[user]; entry < data.Interactions.Offsets[user + 1]; entry++)
                {
                    Append(appender.CreateRow(), data, user, entry);
                }
            }
        });
    }

    /// <summary>Writes the items: item, title, and genres separated by '|'.</summary>
    /// <exception cref="ElboException">The file cannot be written.</exception>
    public static void WriteItems(InteractionDataset data, string path)
    {
        ArgumentNullException.ThrowIfNull(data);
        TableWriter.Write(path, [("item", "VARCHAR"), ("title", "VARCHAR"), ("genres", "VARCHAR")], appender =>
        {
            foreach (string id in data.Items.Ids)
            {
                Item? known = data.Metadata.GetValueOrDefault(id);
                string? genres = known is null ? null : string.Join('|', known.Categories);
                appender.CreateRow().AppendValue(id).AppendValue(known?.Title).AppendValue(genres).EndRow();
            }
        });
    }

    private static void Append(IDuckDBAppenderRow row, InteractionDataset data, int user, int entry)
    {
        string item = data.Items[data.Interactions.Items[entry]];
        row.AppendValue(data.Users[user]).AppendValue(item);
        if (data.Interactions.HasTimes)
        {
            row.AppendValue(data.Interactions.Times[entry]);
        }

        row.AppendValue(data.Metadata.GetValueOrDefault(item)?.Title).EndRow();
    }
}
