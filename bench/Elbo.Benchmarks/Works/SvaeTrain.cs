using Elbo.Data;
using Elbo.Models;
using Elbo.Training;
using static TorchSharp.torch;

namespace Elbo.Benchmarks.Works;

/// <summary>Training SVAE: one person at a time as the published code does, Elbo's trainer, and the output layer's products alone.</summary>
internal sealed class SvaeTrain : Work
{
    // ML-1M's size: an epoch is 4,480 people; a twentieth of them is timed, for the peer takes minutes for all.
    private const int People = 224;
    private const int Items = 3_533;
    private const double MeanHistory = 97;
    private const int LongestBlock = 1_024;

    public override string Name => "svae-train";

    public override string Summary => "a twentieth of an epoch of SVAE at ML-1M's size";

    public override string Unit => "224 people, a twentieth of an epoch";

    public override IReadOnlyList<string> Sides => ["peer", "elbo", "floor"];

    public override IReadOnlyList<string> Shapes => [.. SvaeShape.All.Select(shape => shape.Name)];

    public override IReadOnlyList<double> Measure(string side, Settings settings)
    {
        SvaeShape shape = SvaeShape.All.First(shape => shape.Name == settings.Shape);
        InteractionMatrix train = Histories.Make(People, Items, MeanHistory, settings.Seed);
        return side switch
        {
            "peer" => Peer(train, shape, settings),
            "elbo" => Elbo(train, shape, settings),
            _ => Floor(train, shape, settings),
        };
    }

    private static List<double> Elbo(InteractionMatrix train, SvaeShape shape, Settings settings)
    {
        RunContext context = new() { Seed = settings.Seed, Threads = settings.Threads };
        SvaeOptions options = new()
        {
            EmbeddingSize = shape.EmbeddingSize,
            RecurrentSize = shape.RecurrentSize,
            HiddenSizes = shape.HiddenSizes,
            LatentSize = shape.LatentSize,
            EmbeddingDropout = 0.2,
            RecurrentDropout = 0.2,
        };
        using Svae model = new(Items, options, TorchDevice.Open(context));
        StepTimes times = new();
        TrainingOptions training = new()
        {
            Epochs = settings.Repeats + 2,
            BatchSize = settings.BatchSize ?? shape.BatchSize,
            LearningRate = 0.003,
            Patience = null,
        };
        new Trainer(training, context, [times]).Train(model, train);
        return times.Epochs[2..];
    }

    private static IReadOnlyList<double> Peer(InteractionMatrix train, SvaeShape shape, Settings settings)
    {
        set_num_threads(settings.Threads);
        using StandardSvae model = new(Items, shape);
        return Stopwatches.Time(1, settings.Repeats, () =>
        {
            for (int row = 0; row < train.RowCount; row++)
            {
                model.Step(train.Row(row));
            }
        });
    }

    private static IReadOnlyList<double> Floor(InteractionMatrix train, SvaeShape shape, Settings settings)
    {
        set_num_threads(settings.Threads);
        int positions = train.Count - train.RowCount;
        int width = shape.HiddenSizes.Length > 0 ? shape.HiddenSizes[0] : shape.LatentSize;
        using OutputProducts products = new(LongestBlock, Items, width);
        return Stopwatches.Time(2, settings.Repeats, () =>
        {
            for (int first = 0; first < positions; first += LongestBlock)
            {
                products.Step(Math.Min(LongestBlock, positions - first));
            }
        });
    }
}
