using System.CommandLine;
using Elbo.Data;
using Elbo.Data.Splits;
using Elbo.Data.Synthetic;
using Elbo.Models;
using Elbo.Ranking;
using Elbo.Runs;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo demo</c>: trains, compares and recommends on synthetic data.</summary>
internal static class DemoCommand
{
    private const int Shown = 5;

    // Tuned on the sample's validation users, with few epochs, so that the demo takes less than a minute.
    private static readonly string[] Recipes =
    [
        """{"model": "popularity"}""",
        """{"model": "ease", "options": {"lambda": 100}}""",
        """{"model": "mult-vae", "options": {"hiddenSizes": [200], "latentSize": 64, "annealing": {"cap": 0.2, "steps": 3000}}, "training": {"epochs": 40, "batchSize": 50, "patience": 6}}""",
        """{"model": "svae", "options": {"embeddingSize": 64, "recurrentSize": 100, "hiddenSizes": [100], "latentSize": 32, "embeddingDropout": 0.3, "recurrentDropout": 0.2, "annealing": {"kind": "constant", "cap": 0.002}}, "training": {"epochs": 6, "batchSize": 8, "learningRate": 0.003, "learningRateDecay": 0.9, "patience": 3}}""",
    ];

    public static Command Create(ConsoleContext console)
    {
        ExampleCommand command = new("demo", "Train, compare and recommend on synthetic data, without a network", "elbo demo", "elbo demo --seed 7 --quiet");
        RunContextFlags context = new();
        Option<bool> quiet = CommonFlags.Quiet();
        context.AddTo(command);
        command.Options.Add(quiet);
        command.SetAction(parsed =>
        {
            Run(context.Read(parsed, console), parsed.GetValue(quiet), console);
            return Application.Success;
        });
        return command;
    }

    private static void Run(RunContext context, bool quiet, ConsoleContext console)
    {
        TextWriter output = console.Out;
        InteractionDataset data = SyntheticDataset.Create();
        Split split = new HeldOutUsersSplitter(new HeldOutUsersSplitterOptions { ValidationUsers = 200, TestUsers = 200 }).Split(data);
        output.WriteLine(FormattableString.Invariant(
            $"Synthetic data: {data.Users.Count:N0} users, {data.Items.Count:N0} items, {data.Interactions.Count:N0} interactions; tastes drift over time, so sequence matters."));
        output.WriteLine(FormattableString.Invariant(
            $"{split.Train.RowCount:N0} users for training; {split.Test.FoldIn.RowCount} held-out users, whose last 20 % of items are hidden."));
        List<ComparisonRow> rows = [];
        foreach (string json in Recipes)
        {
            Recipe recipe = Recipe.Parse(json, "demo", "demo");
            recipe = recipe with { Name = recipe.Model.Name };
            TrainingJob execution = new(recipe, data, split, context);
            RunOutcome outcome = TrainingProgressBar.Show(
                console.AnsiError, recipe.Name, quiet, callbacks => execution.Run(callbacks, model => Recommend(recipe, model, split, data, output)));
            rows.Add(ComparisonRow.FromOutcomes(recipe, [outcome]));
        }

        ComparisonTable.Write(console, rows, ["All results are on synthetic data; 'elbo compare recipes/ml-1m --data ml-1m' reproduces published ones."]);
        output.WriteLine("Next: elbo train --model svae --data sample --out runs/first, then elbo recommend runs/first \"<a title>\"");
    }

    /// <summary>Recommendations of the last model, the sequential one, for the first test user.</summary>
    private static void Recommend(Recipe recipe, Model model, Split split, InteractionDataset data, TextWriter output)
    {
        if (recipe.Model.Name != "svae")
        {
            return;
        }

        float[] scores = new float[model.ItemCount];
        model.Score(split.Test.FoldIn, 0, 1, scores);
        ReadOnlySpan<int> history = split.Test.FoldIn.Row(0);
        HashSet<int> targets = [.. split.Test.Targets.Row(0)];
        output.WriteLine("The last items of a test user:");
        foreach (int item in history[Math.Max(0, history.Length - Shown)..])
        {
            output.WriteLine($"    {Describe(item, split, data)}");
        }

        output.WriteLine($"{recipe.Name} recommends (+ = chosen later):");
        foreach (int item in TopItems.SelectUnseen(scores, history, Shown))
        {
            output.WriteLine($"  {(targets.Contains(item) ? "+" : " ")} {Describe(item, split, data)}");
        }
    }

    private static string Describe(int item, Split split, InteractionDataset data)
    {
        string id = split.Items[item];
        return data.Metadata.TryGetValue(id, out ItemMetadata? details) ? $"{details.Title} ({string.Join(", ", details.Genres)})" : id;
    }
}
