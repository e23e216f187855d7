using Elbo.Data;
using Elbo.Models;
using Elbo.Training;
using static TorchSharp.torch;

namespace Elbo.Benchmarks.Workloads;

/// <summary>Training Mult-VAE. The lower bound is the output layer's three matrix multiplications.</summary>
internal sealed class MultVaeTrainingBenchmark : Benchmark
{
    private const int WarmUpSteps = 3;

    // Enough for tiered compilation to finish.
    private const int WarmUpEpochs = 8;

    public override string Name => "mult-vae-train";

    public override string Summary => "a Mult-VAE training step with the full softmax";

    public override string Unit => "step (ml-20m) or epoch (ml-1m)";

    public override IReadOnlyList<string> Variants => ["baseline", "elbo", "lower-bound"];

    public override IReadOnlyList<string> Sizes => [.. MultVaeSize.All.Select(shape => shape.Name)];

    public override IReadOnlyList<double> Measure(string variant, BenchmarkOptions options)
    {
        MultVaeSize size = MultVaeSize.FromOptions(options);
        return variant switch
        {
            "baseline" => MeasureBaseline(size, options),
            "elbo" => MeasureElbo(size, options),
            _ => MeasureLowerBound(size, options),
        };
    }

    private static IReadOnlyList<double> MeasureElbo(MultVaeSize size, BenchmarkOptions options)
    {
        InteractionMatrix train = CreateHistories(size, options);
        RunContext context = new() { Seed = options.Seed, Threads = options.Threads };
        using MultVae model = new(
            new ModelContext(size.Items) { Device = TorchDevice.Open(context) },
            new MultVaeOptions { HiddenSizes = [size.HiddenSize], LatentSize = size.LatentSize });
        StepTimer times = new();
        int stepsPerEpoch = (size.Users + size.BatchSize - 1) / size.BatchSize;
        int epochs = size.TimesEpochs ? options.Repeats + WarmUpEpochs : ((options.Repeats + WarmUpSteps - 1) / stepsPerEpoch) + 1;
        new Trainer(new TrainingOptions { Epochs = epochs, BatchSize = size.BatchSize, Patience = null }, context, [times]).Train(model, train);
        return size.TimesEpochs ? times.EpochMilliseconds[WarmUpEpochs..] : times.StepMilliseconds[WarmUpSteps..];
    }

    private static IReadOnlyList<double> MeasureBaseline(MultVaeSize size, BenchmarkOptions options)
    {
        InteractionMatrix train = CreateHistories(size, options);
        set_num_threads(options.Threads);
        using BaselineMultVae model = new(size);
        int[][] batches = [.. Enumerable.Range(0, train.RowCount).Chunk(size.BatchSize)];
        int next = 0;
        return size.TimesEpochs
            ? Timing.Measure(WarmUpEpochs, options.Repeats, () => Array.ForEach(batches, batch => model.Step(train, batch)))
            : Timing.Measure(WarmUpSteps, options.Repeats, () => model.Step(train, batches[next++ % batches.Length]));
    }

    private static IReadOnlyList<double> MeasureLowerBound(MultVaeSize size, BenchmarkOptions options)
    {
        set_num_threads(options.Threads);
        using OutputLayerMultiplication products = new(size.BatchSize, size.Items, size.HiddenSize);
        int steps = size.TimesEpochs ? (size.Users + size.BatchSize - 1) / size.BatchSize : 1;
        return Timing.Measure(WarmUpSteps, options.Repeats, () =>
        {
            for (int i = 0; i < steps; i++)
            {
                products.Step(size.BatchSize);
            }
        });
    }

    private static InteractionMatrix CreateHistories(MultVaeSize size, BenchmarkOptions options) =>
        SyntheticHistories.Create(size.Users, size.Items, size.MeanHistoryLength, options.Seed);
}
