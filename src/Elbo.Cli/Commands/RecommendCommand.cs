using System.CommandLine;
using Elbo.Data;
using Elbo.Inference;
using Elbo.Models;
using Elbo.Runs;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo recommend</c>: what a run's model would show somebody with a given history.</summary>
internal static class RecommendCommand
{
    public static Command Create(Surroundings surroundings)
    {
        ExampleCommand command = new(
            "recommend",
            "Recommend items to somebody who chose these, or to a person in the data",
            "elbo recommend runs/first \"Toy Story\" 260 \"the matrix\"",
            "elbo recommend runs/first --user 42 --k 20",
            "elbo recommend runs/first 1 --json");
        RunFlags run = new();
        Argument<string[]> items = new("items") { Description = "What was chosen, as titles or ids, oldest first", Arity = ArgumentArity.ZeroOrMore };
        Option<int> k = CommonFlags.Positive("--k", 10, "How many to recommend");
        Option<string?> user = new("--user") { Description = "Take the history of this person in the run's data" };
        Option<bool> json = CommonFlags.Json("history and recommendations");
        run.AddRunTo(command);
        command.Arguments.Add(items);
        command.Options.Add(k);
        command.Options.Add(user);
        command.Options.Add(json);
        run.AddRestTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(user) is not null && result.GetValue(items) is { Length: > 0 })
            {
                result.AddError("give either items or --user, not both");
            }
        });
        command.SetAction(parsed =>
        {
            RunFolder folder = run.Open(parsed);
            folder.RequireCheckpoint();
            RunContext context = run.Context(parsed, folder, surroundings);
            string? person = parsed.GetValue(user);
            int[] history = person is null
                ? [.. new TitleSearch(folder.Vocabulary, folder.Details).RequireAll(parsed.GetValue(items)!).Distinct()]
                : HistoryOf(person, run.Load(parsed, folder, context, surroundings), folder);
            Recommendations found = Recommend(folder, person, history, parsed.GetValue(k), context);
            RecommendationsText.Write(found, parsed.GetValue(json), surroundings);
            return Application.Success;
        });
        return command;
    }

    private static int[] HistoryOf(string person, DataSet data, RunFolder run)
    {
        if (!data.Users.TryGetIndex(person.Trim(), out int row))
        {
            throw new ElboException(
                $"'{person}' is nobody in '{data.Name}' as the run prepared it; its {data.Users.Count} people go from {data.Users[0]} to {data.Users[data.Users.Count - 1]}, and some may have been dropped for too few or too many interactions");
        }

        InteractionMatrix known = new RunHistories(run.Vocabulary, data).Block(row, 1);
        return known.Items.ToArray();
    }

    // A linear model knows nothing of somebody without a history: rather popular items then than those that come first.
    private static Recommendations Recommend(RunFolder run, string? person, int[] history, int k, RunContext context)
    {
        using Model model = run.LoadModel(context);
        float[] scores = new float[model.ItemCount];
        model.Score(InteractionMatrix.FromRows([history], model.ItemCount), 0, 1, scores);
        bool alike = scores.All(score => score == scores[0]);
        float[] unseen = alike ? [.. run.Items.Select(item => (float)item.Count)] : [.. scores];
        return new Recommendations(run, person, history, [.. TopItems.Unseen(unseen, history, k).Select(item => (item, scores[item]))], alike);
    }
}
