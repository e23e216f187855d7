using System.CommandLine;
using Elbo.Data;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo data export</c>: preprocessed data as files.</summary>
internal static class DataExportCommand
{
    public static Command Create(ConsoleContext console)
    {
        ExampleCommand command = new(
            "export",
            "Export preprocessed data: user, item, time, title",
            "elbo data export --data sample --out sample.csv",
            "elbo data export --data ml-1m --min-value 4 --out liked.parquet --items films.csv");
        DataFlags data = new(required: true);
        Option<string> output = new("--out") { Description = "Interactions file: .csv, .tsv or .parquet", Required = true };
        Option<string?> items = new("--items") { Description = "Also write items with titles and genres to this file, for --items-file" };
        command.Options.Add(output);
        command.Options.Add(items);
        data.AddTo(command);
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(output)!;
            string? itemsPath = parsed.GetValue(items);
            DatasetExporter.RequireFormat(path);
            DatasetExporter.RequireFormat(itemsPath ?? path);
            RunContext context = new() { Logger = new WarningLogger(console.Error), CancellationToken = console.CancellationToken };
            InteractionDataset loaded = DataFlags.Load(data.RequireSource(parsed), data.Preprocessing(parsed), context, console);
            DatasetExporter.WriteInteractions(loaded, path, console.CancellationToken);
            console.Out.WriteLine(FormattableString.Invariant($"{loaded.Interactions.Count:N0} interactions in {path}"));
            if (itemsPath is not null)
            {
                DatasetExporter.WriteItems(loaded, itemsPath);
                console.Out.WriteLine(FormattableString.Invariant($"{loaded.Items.Count:N0} items in {itemsPath}"));
            }

            if (loaded.IsSynthetic)
            {
                console.Out.WriteLine(OutputFormat.SyntheticItems(loaded.Name));
            }

            return Application.Success;
        });
        return command;
    }
}
