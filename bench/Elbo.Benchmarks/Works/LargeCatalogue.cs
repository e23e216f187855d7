using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Losses;
using Elbo.Training;

namespace Elbo.Benchmarks.Works;

/// <summary>A step of Mult-VAE with a sampled softmax over 500,000 items, beside the same over 20,000 (the floor).</summary>
internal sealed class LargeCatalogue : Work
{
    // Three epochs: by then the optimiser's memory of every item that occurs is there.
    private const int WarmUpSteps = 24;
    private const int People = 4_000;
    private const int BatchSize = 500;
    private const double MeanHistory = 73;

    public override string Name => "large-catalogue";

    public override string Summary => "a step of Mult-VAE's training with 500,000 items, sampled softmax; the floor is the same with 20,000";

    public override string Unit => "step";

    public override IReadOnlyList<string> Sides => ["elbo", "floor"];

    public override IReadOnlyList<double> Measure(string side, Settings settings)
    {
        int items = side == "elbo" ? 500_000 : 20_000;
        InteractionMatrix train = Histories.Make(People, items, MeanHistory, settings.Seed);
        RunContext context = new() { Seed = settings.Seed, Threads = settings.Threads };
        MultVaeOptions options = new()
        {
            HiddenSizes = [200],
            LatentSize = 100,
            Softmax = new SoftmaxOptions { Kind = SoftmaxKind.LogUniform, Samples = 2_000 },
        };
        using MultVae model = new(items, options, TorchDevice.Open(context));
        StepTimes times = new();
        TrainingOptions training = new()
        {
            Epochs = ((settings.Repeats + WarmUpSteps) / (People / BatchSize)) + 1,
            BatchSize = settings.BatchSize ?? BatchSize,
            Optimizer = OptimizerKind.LazyAdam,
            Patience = null,
        };
        new Trainer(training, context, [times]).Train(model, train);
        return times.Steps[WarmUpSteps..];
    }
}
