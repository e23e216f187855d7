using System.CommandLine;
using Elbo.Data;
using Elbo.Models;
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
            string usersFile = parsed.GetValue(output)!;
            string? itemsFile = parsed.GetValue(items);
            RequireFiles(usersFile, itemsFile);
            RequireLatent(folder);
            RunContext context = run.Context(parsed, folder, console);
            using Model model = folder.LoadModel(context);
            ILatentModel latent = (ILatentModel)model;
            InteractionDataset data = run.LoadData(parsed, folder, context, console);
            WriteUsers(folder, latent, data, usersFile, context, console);
            if (itemsFile is not null)
            {
                int size = EmbeddingWriter.WriteItems(folder, latent, itemsFile, context.CancellationToken);
                console.Out.WriteLine(FormattableString.Invariant($"{folder.Items.Count:N0} item embeddings with {size} dimensions in {itemsFile}"));
            }

            return Application.Success;
        });
        return command;
    }

    private static void RequireFiles(string users, string? items)
    {
        VectorTableWriter.RequireFormat(users);
        if (items is null)
        {
            return;
        }

        VectorTableWriter.RequireFormat(items);
        if (Path.GetFullPath(users) == Path.GetFullPath(items))
        {
            throw new ElboException($"{items}: --out and --items name the same file");
        }
    }

    private static void RequireLatent(RunFolder run)
    {
        if (!run.Recipe.Model.HasLatentSpace)
        {
            IEnumerable<string> able = ModelRegistry.All.Where(entry => entry.HasLatentSpace).Select(entry => entry.Name);
            throw new ElboException(
                $"{run.Path}: model {run.Recipe.Model.Name} has no latent space; models that have one: {string.Join(", ", able)}");
        }
    }

    private static void WriteUsers(
        RunFolder run, ILatentModel model, InteractionDataset data, string path, RunContext context, ConsoleContext console)
    {
        HistoryMapper histories = new(run.Vocabulary, data);
        EmbeddingWriter.WriteUsers(model, data, histories, path, context.CancellationToken);
        console.Out.WriteLine(FormattableString.Invariant($"{data.Users.Count:N0} user embeddings with {model.LatentSize} dimensions in {path}"));
        if (histories.UnknownItems > 0)
        {
            console.Out.WriteLine(FormattableString.Invariant(
                $"ignored {histories.UnknownInteractions:N0} of {data.Interactions.Count:N0} interactions, with {histories.UnknownItems:N0} items that the run was not trained on"));
        }

        if (data.IsSynthetic)
        {
            console.Out.WriteLine(OutputFormat.SyntheticItems(data.Name));
        }
    }
}
