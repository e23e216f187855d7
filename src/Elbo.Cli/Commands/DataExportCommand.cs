using System.CommandLine;
using Elbo.Data;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo data export</c>: prepared data as files, to look at or to use elsewhere.</summary>
internal static class DataExportCommand
{
    public static Command Create(Surroundings surroundings)
    {
        ExampleCommand command = new(
            "export",
            "Write data as read and prepared: user, item, time, title",
            "elbo data export --data sample --out sample.csv",
            "elbo data export --data ml-1m --min-value 4 --out liked.parquet --items films.csv");
        DataFlags data = new(required: true);
        Option<string> output = new("--out") { Description = "File for the interactions: .csv, .tsv or .parquet", Required = true };
        Option<string?> items = new("--items") { Description = "File for the items, their titles and genres too, to read back by --items-file" };
        command.Options.Add(output);
        command.Options.Add(items);
        data.AddTo(command);
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(output)!;
            string? itemsPath = parsed.GetValue(items);
            DataExport.RequireFormat(path);
            DataExport.RequireFormat(itemsPath ?? path);
            RunContext context = new() { Logger = new WarningLogger(surroundings.Error), Cancellation = surroundings.Cancellation };
            DataSet loaded = DataFlags.Load(data.Name(parsed)!, data.Read(parsed), data.Preparation(parsed), context, surroundings);
            DataExport.WriteInteractions(loaded, path, surroundings.Cancellation);
            surroundings.Out.WriteLine(FormattableString.Invariant($"{loaded.Interactions.Count:N0} interactions in {path}"));
            if (itemsPath is not null)
            {
                DataExport.WriteItems(loaded, itemsPath);
                surroundings.Out.WriteLine(FormattableString.Invariant($"{loaded.Items.Count:N0} items in {itemsPath}"));
            }

            if (loaded.IsSynthetic)
            {
                surroundings.Out.WriteLine(SyntheticText.Titles(loaded.Name));
            }

            return Application.Success;
        });
        return command;
    }
}
