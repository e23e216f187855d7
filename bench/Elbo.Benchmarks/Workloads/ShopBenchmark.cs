using Elbo.Data.Splits;
using Elbo.Models;
using Elbo.Runs;
using Elbo.Training;

namespace Elbo.Benchmarks.Workloads;

/// <summary>Epochs and validations of a model with its default options on <see cref="ShopDataset"/>: many short histories, many items.</summary>
internal sealed class ShopBenchmark(string model) : Benchmark
{
    // The first epoch includes compilation.
    private const int WarmUpEpochs = 1;
    private const string Validation = "validation";

    public override string Name => $"many-short-{model}";

    public override string Summary => $"{model} with default options, 40,000 users with 9 items each, 54,000 items; also the validation after an epoch";

    public override string Unit => "epoch (elbo) or validation of 5,000 users";

    public override IReadOnlyList<string> Variants => ["elbo", Validation];

    public override IReadOnlyList<double> Measure(string variant, BenchmarkOptions options)
    {
        RunContext context = new() { Seed = options.Seed, Threads = options.Threads };
        Split split = ShopDataset.CreateSplit(options.Seed);
        Recipe recipe = Recipe.Parse($$"""{"model": "{{model}}"}""", Name, Name).FitTo(split.Train);
        recipe = recipe with { Training = recipe.Training with { Epochs = options.Repeats + WarmUpEpochs, Patience = null, BatchSize = options.BatchSize ?? recipe.Training.BatchSize } };
        using Model trained = RecipeRunner.CreateModel(recipe, split.Items.Count, context);
        if (variant == Validation)
        {
            HeldOutSet validation = RecipeRunner.ValidationSample(recipe, split);
            return Timing.Measure(1, options.Repeats, () => RecipeRunner.Evaluate([recipe.Training.ValidationMetric], trained, split, validation, context));
        }

        StepTimer times = new();
        new Trainer(recipe.Training, context, [times]).Train(trained, split.Train);
        return times.EpochMilliseconds[WarmUpEpochs..];
    }
}
