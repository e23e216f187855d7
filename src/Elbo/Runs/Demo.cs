using Elbo.Data;
using Elbo.Data.Splits;
using Elbo.Data.Synthetic;
using Elbo.Models;

namespace Elbo.Runs;

/// <summary>Four models on the synthetic data set, in which sequence matters.</summary>
/// <param name="context">Seed, device, threads and cancellation.</param>
internal sealed class Demo(RunContext context)
{
    private const int ShownItems = 5;
    private const string SequentialModel = "svae";

    // Tuned on the data's validation users, with few epochs, so that the demo takes less than a minute.
    private static readonly string[] RecipeTexts =
    [
        """{"model": "popularity"}""",
        """{"model": "ease", "options": {"lambda": 100}}""",
        """{"model": "mult-vae", "options": {"hiddenSizes": [200], "latentSize": 64, "annealing": {"cap": 0.2, "steps": 3000}}, "training": {"epochs": 40, "batchSize": 50, "patience": 6}}""",
        """{"model": "svae", "options": {"embeddingSize": 64, "recurrentSize": 100, "hiddenSizes": [100], "latentSize": 32, "embeddingDropout": 0.3, "recurrentDropout": 0.2, "annealing": {"kind": "constant", "cap": 0.002}}, "training": {"epochs": 5, "batchSize": 8, "learningRate": 0.003, "learningRateDecay": 0.9, "patience": 3}}""",
    ];

    private readonly List<DemoItem> history = [];
    private readonly List<DemoItem> recommended = [];

    /// <summary>The synthetic data.</summary>
    public InteractionDataset Data { get; } = SyntheticDataset.Create();

    /// <summary>The last items of the first test user, oldest first; empty before <see cref="Run"/>.</summary>
    public IReadOnlyList<DemoItem> History => history;

    /// <summary>The sequential model's recommendations for that user, best first; empty before <see cref="Run"/>.</summary>
    public IReadOnlyList<DemoItem> Recommended => recommended;

    /// <summary>The recipes, with the split fitted to the data.</summary>
    public IReadOnlyList<Recipe> Recipes => [.. RecipeTexts.Select(text => Recipe.Parse(text, "demo", "demo")).Select(recipe => recipe.FitSplitTo(Data) with { Name = recipe.Model.Name })];

    /// <summary>Trains and compares the models, and recommends items with the sequential one.</summary>
    /// <param name="train">Trains one job and passes its model on.</param>
    public ComparisonResult Run(Func<TrainingJob, Action<Model>, RunOutcome> train)
    {
        ArgumentNullException.ThrowIfNull(train);
        return new Comparison(Recipes, seeds: 1, context, _ => Data).Run(job => train(job, model => Recommend(job, model)));
    }

    private void Recommend(TrainingJob job, Model model)
    {
        if (job.Recipe.Model.Name != SequentialModel)
        {
            return;
        }

        HeldOutSet test = job.Split.Test;
        Item[] items = job.ItemsWithCounts();
        HashSet<string> targets = [.. test.Targets.Row(0).ToArray().Select(item => items[item].Id)];
        history.AddRange(test.FoldIn.Row(0).ToArray().TakeLast(ShownItems).Select(item => Describe(items[item])));
        recommended.AddRange(new ModelRecommender(model, items).Recommend(test.FoldIn, 0, ShownItems).Items.Select(found => Describe(found.Item)));

        DemoItem Describe(Item item) => new(item.DisplayName(), item.Categories, targets.Contains(item.Id));
    }
}

/// <summary>An item of the demo.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Categories">Its categories.</param>
/// <param name="IsHit">True if it is one of the user's held-out targets.</param>
internal sealed record DemoItem(string Title, IReadOnlyList<string> Categories, bool IsHit);
