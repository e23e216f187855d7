using Elbo.Data;
using Elbo.Data.Splits;
using Elbo.Options;

namespace Elbo.Runs;

/// <summary>Trains recipes with several seeds and compares them with published results.</summary>
/// <param name="recipes">What to train.</param>
/// <param name="seeds">Seeds per recipe, starting at the context's; closed-form models run once.</param>
/// <param name="context">First seed, device, threads and cancellation.</param>
/// <param name="load">Loads the data with a recipe's preprocessing.</param>
public sealed class Comparison(IReadOnlyList<Recipe> recipes, int seeds, RunContext context, Func<PreprocessingOptions, InteractionDataset> load)
{
    private readonly Dictionary<string, InteractionDataset> datasets = [];
    private readonly Dictionary<string, Split> splits = [];

    /// <summary>Trains every recipe with every seed.</summary>
    /// <param name="train">Trains one job.</param>
    /// <param name="onRecipeCompleted">Receives the results so far, so that an interrupted comparison keeps them.</param>
    public ComparisonResult Run(Func<TrainingJob, RunOutcome> train, Action<ComparisonResult>? onRecipeCompleted = null)
    {
        ArgumentNullException.ThrowIfNull(train);
        ComparisonResult result = new([], [], []);
        foreach (Recipe recipe in recipes)
        {
            (InteractionDataset data, Split split) = Prepare(recipe);
            bool isPublishedData = recipe.ExpectedCounts?.Match(data, split) ?? true;
            Recipe compared = isPublishedData ? recipe : recipe with { Published = null, ExpectedCounts = null };
            RunOutcome[] outcomes = [.. Jobs(recipe, data, split).Select(train)];
            result = new ComparisonResult(
                [.. result.Rows, ComparisonRow.FromOutcomes(compared, outcomes)],
                [.. result.Notes.Union(Notes(compared, data, split))],
                [.. result.Data.Union([new ComparedDataset(data.Name, data.Fingerprint, data.IsSynthetic)])]);
            onRecipeCompleted?.Invoke(result);
        }

        return result;
    }

    private IEnumerable<TrainingJob> Jobs(Recipe recipe, InteractionDataset data, Split split) =>
        Enumerable.Range(0, recipe.Model.IsClosedForm ? 1 : seeds)
            .Select(offset => new TrainingJob(recipe, data, split, context with { Seed = context.Seed + offset }));

    /// <summary>The data and its split; recipes that agree in preprocessing and split share them.</summary>
    private (InteractionDataset Data, Split Split) Prepare(Recipe recipe)
    {
        string dataKey = OptionsWriter.ToJson(recipe.Preprocessing);
        string splitKey = dataKey + recipe.SplitJson().ToJsonString();
        if (!datasets.TryGetValue(dataKey, out InteractionDataset? data))
        {
            datasets[dataKey] = data = load(recipe.Preprocessing);
        }

        if (!splits.TryGetValue(splitKey, out Split? split))
        {
            splits[splitKey] = split = recipe.Split(data);
        }

        return (data, split);
    }

    private static IEnumerable<string> Notes(Recipe recipe, InteractionDataset data, Split split)
    {
        if (data.IsSynthetic)
        {
            yield return $"The data '{data.Name}' is synthetic.";
        }

        if (recipe.Published is { } published)
        {
            yield return $"{recipe.Name}: published results from {published.Source}.";
        }

        if (recipe.ExpectedCounts is { } expected && expected.FindDifferences(data, split) is { Count: > 0 } differences)
        {
            yield return $"{recipe.SplitName} split: the data differs slightly from {expected.Source}: {string.Join("; ", differences)}.";
        }
    }
}

/// <summary>The results of a comparison.</summary>
/// <param name="Rows">A row per recipe.</param>
/// <param name="Notes">Sources and differences of the data, as sentences.</param>
/// <param name="Data">The data sets used; several if recipes preprocess differently.</param>
public sealed record ComparisonResult(IReadOnlyList<ComparisonRow> Rows, IReadOnlyList<string> Notes, IReadOnlyList<ComparedDataset> Data);

/// <summary>A data set of a comparison.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Fingerprint">Its fingerprint.</param>
/// <param name="Synthetic">True for synthetic data.</param>
public sealed record ComparedDataset(string Name, string Fingerprint, bool Synthetic);
