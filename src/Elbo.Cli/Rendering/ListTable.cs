using System.Text.Json;
using Elbo.IO;
using Elbo.Search;
using Spectre.Console;

namespace Elbo.Cli;

/// <summary>Prints rows as a table or as JSON.</summary>
internal static class ListTable
{
    /// <param name="rows">The rows.</param>
    /// <param name="json">JSON instead of a table.</param>
    /// <param name="console">The output.</param>
    /// <param name="shown">The columns of the table; null for all.</param>
    public static void Write(IReadOnlyList<ListRow> rows, bool json, ConsoleContext console, IReadOnlyList<string>? shown)
    {
        if (json)
        {
            console.Out.WriteLine(JsonSerializer.Serialize(rows.Select(row => row.Fields), JsonFormat.Document));
            return;
        }

        if (rows.Count == 0)
        {
            console.Out.WriteLine("no matching rows");
            return;
        }

        string[] columns =
        [
            .. rows.SelectMany(row => row.Fields.Where(field => field.Value is not null).Select(field => field.Key)).Distinct()
                .Where(column => shown is null || shown.Contains(column)),
        ];
        Table table = new Table().Border(TableBorder.Rounded);
        foreach (string column in columns)
        {
            TableColumn head = new TableColumn(Markup.Escape(column)).NoWrap();
            table.AddColumn(rows.Any(row => row.Number(column) is not null) ? head.RightAligned() : head);
        }

        foreach (ListRow row in rows)
        {
            table.AddRow([.. columns.Select(column => Markup.Escape(row.Text(column)))]);
        }

        console.AnsiOut.Write(table);
    }
}
