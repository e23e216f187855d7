using Elbo.Data;
using Elbo.Models;
using Elbo.Training;
using static TorchSharp.torch;

namespace Elbo.Benchmarks.Works;

/// <summary>Training Mult-VAE: the standard way, Elbo's trainer, and the output layer's three products alone.</summary>
internal sealed class MultVaeTrain : Work
{
    private const int WarmUpSteps = 3;

    // By then the compiler has seen enough to do its best; a training has a hundred epochs.
    private const int WarmUpEpochs = 8;

    public override string Name => "multvae-train";

    public override string Summary => "a step of Mult-VAE's training, full softmax";

    public override string Unit => "step (ml-20m) or epoch (ml-1m)";

    public override IReadOnlyList<string> Sides => ["peer", "elbo", "floor"];

    public override IReadOnlyList<string> Shapes => [.. MultVaeShape.All.Select(shape => shape.Name)];

    public override IReadOnlyList<double> Measure(string side, Settings settings)
    {
        MultVaeShape shape = MultVaeShape.Of(settings);
        return side switch
        {
            "peer" => Peer(shape, settings),
            "elbo" => Elbo(shape, settings),
            _ => Floor(shape, settings),
        };
    }

    private static IReadOnlyList<double> Elbo(MultVaeShape shape, Settings settings)
    {
        InteractionMatrix train = Data(shape, settings);
        RunContext context = new() { Seed = settings.Seed, Threads = settings.Threads };
        using MultVae model = new(
            shape.Items, new MultVaeOptions { HiddenSizes = [shape.HiddenSize], LatentSize = shape.LatentSize }, TorchDevice.Open(context));
        StepTimes times = new();
        int stepsPerEpoch = (shape.People + shape.BatchSize - 1) / shape.BatchSize;
        int epochs = shape.Epochs ? settings.Repeats + WarmUpEpochs : ((settings.Repeats + WarmUpSteps - 1) / stepsPerEpoch) + 1;
        new Trainer(new TrainingOptions { Epochs = epochs, BatchSize = shape.BatchSize, Patience = null }, context, [times]).Train(model, train);
        return shape.Epochs ? times.Epochs[WarmUpEpochs..] : times.Steps[WarmUpSteps..];
    }

    private static IReadOnlyList<double> Peer(MultVaeShape shape, Settings settings)
    {
        InteractionMatrix train = Data(shape, settings);
        set_num_threads(settings.Threads);
        using StandardMultVae model = new(shape);
        int[][] batches = [.. Enumerable.Range(0, train.RowCount).Chunk(shape.BatchSize)];
        int next = 0;
        return shape.Epochs
            ? Stopwatches.Time(WarmUpEpochs, settings.Repeats, () => Array.ForEach(batches, batch => model.Step(train, batch)))
            : Stopwatches.Time(WarmUpSteps, settings.Repeats, () => model.Step(train, batches[next++ % batches.Length]));
    }

    private static IReadOnlyList<double> Floor(MultVaeShape shape, Settings settings)
    {
        set_num_threads(settings.Threads);
        using OutputProducts products = new(shape.BatchSize, shape.Items, shape.HiddenSize);
        int steps = shape.Epochs ? (shape.People + shape.BatchSize - 1) / shape.BatchSize : 1;
        return Stopwatches.Time(WarmUpSteps, settings.Repeats, () =>
        {
            for (int i = 0; i < steps; i++)
            {
                products.Step(shape.BatchSize);
            }
        });
    }

    private static InteractionMatrix Data(MultVaeShape shape, Settings settings) =>
        Histories.Make(shape.People, shape.Items, shape.MeanHistory, settings.Seed);
}
