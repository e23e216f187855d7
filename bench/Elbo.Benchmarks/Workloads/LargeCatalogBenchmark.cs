using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Losses;
using Elbo.Training;

namespace Elbo.Benchmarks.Workloads;

/// <summary>A step of Mult-VAE with a sampled softmax over 500,000 items. The lower bound is the same step with 20,000 items.</summary>
internal sealed class LargeCatalogBenchmark : Benchmark
{
    // Three epochs: by then the optimizer state of every item is resident.
    private const int WarmUpSteps = 24;
    private const int Users = 4_000;
    private const int BatchSize = 500;
    private const double MeanHistoryLength = 73;

    public override string Name => "large-catalog";

    public override string Summary => "a Mult-VAE training step with a sampled softmax over 500,000 items; the lower bound is the same with 20,000";

    public override string Unit => "step";

    public override IReadOnlyList<string> Variants => ["elbo", "lower-bound"];

    public override IReadOnlyList<double> Measure(string variant, BenchmarkOptions options)
    {
        int items = variant == "elbo" ? 500_000 : 20_000;
        InteractionMatrix train = SyntheticHistories.Create(Users, items, MeanHistoryLength, options.Seed);
        RunContext context = new() { Seed = options.Seed, Threads = options.Threads };
        MultVaeOptions modelOptions = new()
        {
            HiddenSizes = [200],
            LatentSize = 100,
            Softmax = new SoftmaxOptions { Kind = SoftmaxKind.LogUniform, Samples = 2_000 },
        };
        using MultVae model = new(new ModelContext(items) { Device = TorchDevice.Open(context) }, modelOptions);
        StepTimer times = new();
        TrainingOptions training = new()
        {
            Epochs = ((options.Repeats + WarmUpSteps) / (Users / BatchSize)) + 1,
            BatchSize = options.BatchSize ?? BatchSize,
            Optimizer = OptimizerKind.LazyAdam,
            Patience = null,
        };
        new Trainer(training, context, [times]).Train(model, train);
        return times.StepMilliseconds[WarmUpSteps..];
    }
}
