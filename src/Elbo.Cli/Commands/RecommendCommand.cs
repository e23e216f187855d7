using System.CommandLine;
using Elbo.Data;
using Elbo.Models;
using Elbo.Ranking;
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
            int[] history = userId is null
                ? [.. new TitleSearch(folder.Vocabulary, folder.Details).RequireAll(parsed.GetValue(items)!).Distinct()]
                : FindHistory(userId, run.LoadData(parsed, folder, context, console), folder);
            RankedRecommendations found = Recommend(folder, userId, history, parsed.GetValue(k), context);
            RecommendationsPrinter.Write(found, parsed.GetValue(json), console);
            return Application.Success;
        });
        return command;
    }

    private static int[] FindHistory(string userId, InteractionDataset data, RunFolder run)
    {
        if (!data.Users.TryGetIndex(userId.Trim(), out int row))
        {
            throw new ElboException(
                $"'{userId}' is not a user of '{data.Name}' after preprocessing; its {data.Users.Count} users go from {data.Users[0]} to {data.Users[data.Users.Count - 1]}, and users with too few or too many interactions were dropped");
        }

        InteractionMatrix known = new HistoryMapper(run.Vocabulary, data).MapRows(row, 1);
        return known.Items.ToArray();
    }

    // Equal scores carry no information, for example a linear model's for an empty history: then popularity decides.
    private static RankedRecommendations Recommend(RunFolder run, string? userId, int[] history, int k, RunContext context)
    {
        using Model model = run.LoadModel(context);
        float[] scores = new float[model.ItemCount];
        model.Score(InteractionMatrix.FromRows([history], model.ItemCount), 0, 1, scores);
        bool allEqual = scores.All(score => score == scores[0]);
        float[] rankingScores = allEqual ? [.. run.Items.Select(item => (float)item.Count)] : [.. scores];
        return new RankedRecommendations(run, userId, history, [.. TopItems.SelectUnseen(rankingScores, history, k).Select(item => (item, scores[item]))], allEqual);
    }
}
