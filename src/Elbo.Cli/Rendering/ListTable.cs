using System.Text.Json;
using Spectre.Console;

namespace Elbo.Cli;

/// <summary>Rows as a table, or as JSON.</summary>
internal static class ListTable
{
    public static void Write(IReadOnlyList<ListRow> rows, bool json, Surroundings surroundings)
    {
        if (json)
        {
            surroundings.Out.WriteLine(JsonSerializer.Serialize(rows.Select(row => row.Fields), JsonOutput.Format));
            return;
        }

        string[] columns = [.. rows.SelectMany(row => row.Fields.Where(field => field.Value is not null).Select(field => field.Key)).Distinct()];
        Table table = new Table().Border(TableBorder.Rounded);
        foreach (string column in columns)
        {
            TableColumn shown = new TableColumn(Markup.Escape(column)).NoWrap();
            table.AddColumn(rows.Any(row => row.Number(column) is not null) ? shown.RightAligned() : shown);
        }

        foreach (ListRow row in rows)
        {
            table.AddRow([.. columns.Select(column => Markup.Escape(row.Text(column)))]);
        }

        surroundings.Results.Write(table);
    }
}
