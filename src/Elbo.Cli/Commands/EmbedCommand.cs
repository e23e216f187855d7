using System.CommandLine;
using Elbo.Data;
using Elbo.Runs;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo embed</c>: exports user and item embeddings.</summary>
internal static class EmbedCommand
{
    public static Command Create(ConsoleContext console)
    {
        ExampleCommand command = new(
            "embed",
            "Export user and item embeddings as tables",
            "elbo embed runs/first --out users.parquet",
            "elbo embed runs/first --out users.csv --items items.csv",
            "elbo embed runs/first --data next-month.csv --out users.parquet");
        RunFlags run = new();
        Option<string> output = new("--out") { Description = "User embeddings file: .csv, .tsv or .parquet", Required = true };
        Option<string?> items = new("--items") { Description = "Item embeddings file: .csv, .tsv or .parquet" };
        run.AddRunTo(command);
        command.Options.Add(output);
        command.Options.Add(items);
        run.AddCommonTo(command);
        command.SetAction(parsed =>
        {
            RunFolder folder = run.Open(parsed);
            (string usersFile, string? itemsFile) = (parsed.GetValue(output)!, parsed.GetValue(items));
            EmbeddingWriter.RequireExportable(folder, usersFile, itemsFile);
            folder.RequireCheckpoint();
            RunContext context = run.Context(parsed, folder, console);
            InteractionDataset data = run.LoadData(parsed, folder, context, console);
            EmbeddingSummary summary = EmbeddingWriter.Write(folder, data, usersFile, itemsFile, context);
            console.Out.WriteLine(FormattableString.Invariant($"{data.Users.Count:N0} user embeddings with {summary.UserSize} dimensions in {usersFile}"));
            if (itemsFile is not null)
            {
                console.Out.WriteLine(FormattableString.Invariant($"{folder.Items.Count:N0} item embeddings with {summary.ItemSize} dimensions in {itemsFile}"));
            }

            if (summary.UnknownItems > 0)
            {
                console.Out.WriteLine(FormattableString.Invariant(
                    $"ignored {summary.UnknownInteractions:N0} of {data.Interactions.Count:N0} interactions, with {summary.UnknownItems:N0} items that the run was not trained on"));
            }

            if (data.IsSynthetic)
            {
                console.Out.WriteLine(OutputFormat.SyntheticItems(data.Name));
            }

            return Application.Success;
        });
        return command;
    }
}
