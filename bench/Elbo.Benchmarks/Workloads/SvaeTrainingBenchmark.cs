using Elbo.Data;
using Elbo.Models;
using Elbo.Training;
using static TorchSharp.torch;

namespace Elbo.Benchmarks.Workloads;

/// <summary>Training SVAE. The baseline trains one user at a time like the published code; the lower bound is the output layer's matrix multiplications.</summary>
internal sealed class SvaeTrainingBenchmark : Benchmark
{
    // The size of MovieLens 1M has 4,480 training users; a twentieth is timed, because the baseline takes minutes for an epoch.
    private const int Users = 224;
    private const int Items = 3_533;
    private const double MeanHistoryLength = 97;
    private const int MaxBlockRows = 1_024;

    public override string Name => "svae-train";

    public override string Summary => "a twentieth of an SVAE epoch at the size of MovieLens 1M";

    public override string Unit => "224 users, a twentieth of an epoch";

    public override IReadOnlyList<string> Variants => ["baseline", "elbo", "lower-bound"];

    public override IReadOnlyList<string> Sizes => [.. SvaeSize.All.Select(shape => shape.Name)];

    public override IReadOnlyList<double> Measure(string variant, BenchmarkOptions options)
    {
        SvaeSize size = SvaeSize.All.First(size => size.Name == options.Size);
        InteractionMatrix train = SyntheticHistories.Create(Users, Items, MeanHistoryLength, options.Seed);
        return variant switch
        {
            "baseline" => MeasureBaseline(train, size, options),
            "elbo" => MeasureElbo(train, size, options),
            _ => MeasureLowerBound(train, size, options),
        };
    }

    private static List<double> MeasureElbo(InteractionMatrix train, SvaeSize size, BenchmarkOptions options)
    {
        RunContext context = new() { Seed = options.Seed, Threads = options.Threads };
        SvaeOptions modelOptions = new()
        {
            EmbeddingSize = size.EmbeddingSize,
            RecurrentSize = size.RecurrentSize,
            HiddenSizes = size.HiddenSizes,
            LatentSize = size.LatentSize,
            EmbeddingDropout = 0.2,
            RecurrentDropout = 0.2,
        };
        using Svae model = new(new ModelContext(Items) { Device = TorchDevice.Open(context) }, modelOptions);
        StepTimer times = new();
        TrainingOptions training = new()
        {
            Epochs = options.Repeats + 2,
            BatchSize = options.BatchSize ?? size.BatchSize,
            LearningRate = 0.003,
            Patience = null,
        };
        new Trainer(training, context, [times]).Train(model, train);
        return times.EpochMilliseconds[2..];
    }

    private static IReadOnlyList<double> MeasureBaseline(InteractionMatrix train, SvaeSize size, BenchmarkOptions options)
    {
        set_num_threads(options.Threads);
        using BaselineSvae model = new(Items, size);
        return Timing.Measure(1, options.Repeats, () =>
        {
            for (int row = 0; row < train.RowCount; row++)
            {
                model.Step(train.Row(row));
            }
        });
    }

    private static IReadOnlyList<double> MeasureLowerBound(InteractionMatrix train, SvaeSize size, BenchmarkOptions options)
    {
        set_num_threads(options.Threads);
        int positions = train.Count - train.RowCount;
        int width = size.HiddenSizes.Length > 0 ? size.HiddenSizes[0] : size.LatentSize;
        using OutputLayerMultiplication products = new(MaxBlockRows, Items, width);
        return Timing.Measure(2, options.Repeats, () =>
        {
            for (int first = 0; first < positions; first += MaxBlockRows)
            {
                products.Step(Math.Min(MaxBlockRows, positions - first));
            }
        });
    }
}
