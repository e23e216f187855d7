using System.CommandLine;
using Elbo.Data;
using Elbo.Models;
using Elbo.Runs;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo embed</c>: writes where a model places people, and the vectors of its items.</summary>
internal static class EmbedCommand
{
    public static Command Create(ConsoleContext console)
    {
        ExampleCommand command = new(
            "embed",
            "Write people's latent vectors, and items' vectors, as tables",
            "elbo embed runs/first --out people.parquet",
            "elbo embed runs/first --out people.csv --items items.csv",
            "elbo embed runs/first --data next-month.csv --out people.parquet");
        RunFlags run = new();
        Option<string> output = new("--out") { Description = "File for the people: .csv, .tsv or .parquet", Required = true };
        Option<string?> items = new("--items") { Description = "File for the items too: .csv, .tsv or .parquet" };
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
                console.Out.WriteLine(FormattableString.Invariant($"{folder.Items.Count:N0} items with vectors of {size} numbers in {itemsFile}"));
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
            throw new ElboException($"{items}: is to hold both people and items; give --out and --items different names");
        }
    }

    private static void RequireLatent(RunFolder run)
    {
        if (!run.Recipe.Model.HasLatentSpace)
        {
            IEnumerable<string> able = ModelRegistry.All.Where(entry => entry.HasLatentSpace).Select(entry => entry.Name);
            throw new ElboException(
                $"{run.Path}: its model, {run.Recipe.Model.Name}, has no latent space; train one that has: {string.Join(", ", able)}");
        }
    }

    private static void WriteUsers(
        RunFolder run, ILatentModel model, InteractionDataset data, string path, RunContext context, ConsoleContext console)
    {
        HistoryMapper histories = new(run.Vocabulary, data);
        EmbeddingWriter.WriteUsers(model, data, histories, path, context.CancellationToken);
        console.Out.WriteLine(FormattableString.Invariant($"{data.Users.Count:N0} people in {model.LatentSize} dimensions in {path}"));
        if (histories.UnknownItems > 0)
        {
            console.Out.WriteLine(FormattableString.Invariant(
                $"left out of their histories: {histories.UnknownInteractions:N0} of {data.Interactions.Count:N0} interactions, with {histories.UnknownItems:N0} items that the run was not trained on"));
        }

        if (data.IsSynthetic)
        {
            console.Out.WriteLine(SyntheticDataNotice.ForTitles(data.Name));
        }
    }
}
