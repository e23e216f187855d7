using System.CommandLine;
using Elbo.Data;
using Elbo.Models;
using Elbo.Runs;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo recommend</c>: recommendations of a run's model for a history.</summary>
internal static class RecommendCommand
{
    public static Command Create(ConsoleContext console)
    {
        ExampleCommand command = new(
            "recommend",
            "Recommend items for a history or for a user in the data",
            "elbo recommend runs/first \"Toy Story\" 260 \"the matrix\"",
            "elbo recommend runs/first --user 42 --k 20",
            "elbo recommend runs/first 1 --json");
        RunFlags run = new();
        Argument<string[]> items = new("items") { Description = "History as titles or ids, oldest first", Arity = ArgumentArity.ZeroOrMore };
        Option<int> k = CommonFlags.Positive("--k", 10, "Number of recommendations");
        Option<string?> user = new("--user") { Description = "Use the history of this user in the run's data" };
        Option<bool> json = CommonFlags.Json("history and recommendations");
        run.AddRunTo(command);
        command.Arguments.Add(items);
        command.Options.Add(k);
        command.Options.Add(user);
        command.Options.Add(json);
        run.AddCommonTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(user) is not null && result.GetValue(items) is { Length: > 0 })
            {
                result.AddError("use either items or --user, not both");
            }
        });
        command.SetAction(parsed =>
        {
            RunFolder folder = run.Open(parsed);
            folder.RequireCheckpoint();
            RunContext context = run.Context(parsed, folder, console);
            string? userId = parsed.GetValue(user);
            InteractionMatrix history = userId is null
                ? InteractionMatrix.FromRows([[.. new TitleSearch(folder.Vocabulary, folder.ItemsById).RequireAll(parsed.GetValue(items)!).Distinct()]], folder.Items.Count)
                : FindHistory(userId, run.LoadData(parsed, folder, context, console), folder);
            using Model model = folder.LoadModel(context);
            RecommendationResult result = new ModelRecommender(model, folder.Items, folder.Recipe.Preprocessing.MaxUserInteractions)
                .Recommend(history, row: 0, parsed.GetValue(k));
            IReadOnlyList<Item> shownHistory = [.. history.Items.ToArray().Select(item => folder.Items[item])];
            RecommendationsPrinter.Write(new RunRecommendations(folder, userId, shownHistory, result), parsed.GetValue(json), console);
            return Application.Success;
        });
        return command;
    }

    private static InteractionMatrix FindHistory(string userId, InteractionDataset data, RunFolder run)
    {
        if (!data.Users.TryGetIndex(userId.Trim(), out int row))
        {
            throw new ElboException(
                $"'{userId}' is not a user of '{data.Name}' after preprocessing; its {data.Users.Count} users go from {data.Users[0]} to {data.Users[data.Users.Count - 1]}, and users with too few or too many interactions were dropped");
        }

        return new HistoryMapper(run.Vocabulary, data).MapRows(row, 1);
    }
}
