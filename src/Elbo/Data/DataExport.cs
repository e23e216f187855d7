using DuckDB.NET.Data;

namespace Elbo.Data;

/// <summary>Writes a data set as tables that can be read back.</summary>
public static class DataExport
{
    /// <summary>Says early whether a file of this name can be written.</summary>
    /// <exception cref="ElboException">The ending is none of .csv, .tsv and .parquet.</exception>
    public static void RequireFormat(string path) => TableOutput.RequireFormat(path);

    /// <summary>Writes the interactions, person after person and oldest first: user, item, time (if any) and title (if known).</summary>
    /// <exception cref="ElboException">The file cannot be written.</exception>
    public static void WriteInteractions(DataSet data, string path, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        List<(string, string)> columns = [("user", "VARCHAR"), ("item", "VARCHAR")];
        if (data.Times is not null)
        {
            columns.Add(("time", "BIGINT"));
        }

        columns.Add(("title", "VARCHAR"));
        TableOutput.Write(path, columns, appender =>
        {
            for (int user = 0; user < data.Users.Count; user++)
            {
                cancellation.ThrowIfCancellationRequested();
                for (int entry = data.Interactions.Offsets[user]; entry < data.Interactions.Offsets[user + 1]; entry++)
                {
                    Append(appender.CreateRow(), data, user, entry);
                }
            }
        });
    }

    /// <summary>Writes the items: item, title, and genres separated by '|'.</summary>
    /// <exception cref="ElboException">The file cannot be written.</exception>
    public static void WriteItems(DataSet data, string path)
    {
        ArgumentNullException.ThrowIfNull(data);
        TableOutput.Write(path, [("item", "VARCHAR"), ("title", "VARCHAR"), ("genres", "VARCHAR")], appender =>
        {
            foreach (string id in data.Items.Ids)
            {
                ItemDetails? known = data.Details.GetValueOrDefault(id);
                string? genres = known is null ? null : string.Join('|', known.Genres);
                appender.CreateRow().AppendValue(id).AppendValue(known?.Title).AppendValue(genres).EndRow();
            }
        });
    }

    private static void Append(IDuckDBAppenderRow row, DataSet data, int user, int entry)
    {
        string item = data.Items[data.Interactions.Items[entry]];
        row.AppendValue(data.Users[user]).AppendValue(item);
        if (data.Times is not null)
        {
            row.AppendValue(data.Times[entry]);
        }

        row.AppendValue(data.Details.GetValueOrDefault(item)?.Title).EndRow();
    }
}
