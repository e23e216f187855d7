using Elbo.Data;
using Elbo.Data.Splits;
using Elbo.Evaluation;
using Elbo.Models;
using static TorchSharp.torch;

namespace Elbo.Benchmarks.Workloads;

/// <summary>Scoring and ranking 20,108 items for 10,000 held-out users. The lower bound is Mult-VAE's matrix multiplications alone.</summary>
internal sealed class EvaluationBenchmark : Benchmark
{
    private const int Users = 10_000;
    private const int Items = 20_108;
    private const int HiddenSize = 600;
    private const int LatentSize = 200;
    private const int BlockRows = 500;
    private const int CutOff = 100;

    public override string Name => "evaluate";

    public override string Summary => "20,108 items scored by Mult-VAE and ranked for 10,000 held-out users";

    public override string Unit => "evaluation";

    public override IReadOnlyList<string> Variants => ["baseline", "elbo", "lower-bound"];

    public override IReadOnlyList<double> Measure(string variant, BenchmarkOptions options)
    {
        RunContext context = new() { Seed = options.Seed, Threads = options.Threads };
        Device device = TorchDevice.Open(context);
        if (variant == "lower-bound")
        {
            return MeasureLowerBound(options);
        }

        InteractionMatrix foldIn = SyntheticHistories.Create(Users, Items, 58, options.Seed);
        InteractionMatrix targets = SyntheticHistories.Create(Users, Items, 15, options.Seed + 1);
        using MultVae model = new(
            new ModelContext(Items) { Device = device }, new MultVaeOptions { HiddenSizes = [HiddenSize], LatentSize = LatentSize });
        HeldOutSet set = new([.. Enumerable.Range(0, Users)], foldIn, targets);
        EvaluationOptions evaluationOptions = new() { Metrics = [$"ndcg@{CutOff}", "recall@20", "recall@50"] };
        return variant == "elbo"
            ? Timing.Measure(1, options.Repeats, () => Evaluator.Evaluate(model, set, evaluationOptions))
            : Timing.Measure(1, options.Repeats, () => EvaluateBaseline(model, set));
    }

    /// <summary>Blocks of dense scores, seen items masked, torch's top k, and NDCG and recall from dense relevance.</summary>
    private static double EvaluateBaseline(MultVae model, HeldOutSet set)
    {
        using IDisposable outerScope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor discounts = tensor(Enumerable.Range(2, CutOff).Select(rank => (float)(1 / Math.Log2(rank))).ToArray());
        Tensor ideals = discounts.cumsum(0);
        float[] scores = new float[BlockRows * Items];
        double sum = 0;
        for (int first = 0; first < Users; first += BlockRows)
        {
            using IDisposable scope = NewDisposeScope();
            model.Score(set.FoldIn, first, BlockRows, scores);
            float[] relevance = new float[BlockRows * Items];
            long[] lengths = new long[BlockRows];
            for (int i = 0; i < BlockRows; i++)
            {
                foreach (int item in set.FoldIn.Row(first + i))
                {
                    scores[(i * Items) + item] = float.NegativeInfinity;
                }

                foreach (int item in set.Targets.Row(first + i))
                {
                    relevance[(i * Items) + item] = 1;
                }

                lengths[i] = Math.Min(CutOff, set.Targets.RowLength(first + i)) - 1;
            }

            (_, Tensor ranking) = topk(tensor(scores, BlockRows, Items), CutOff, dim: 1);
            Tensor hits = tensor(relevance, BlockRows, Items).gather(1, ranking);
            sum += ((hits * discounts).sum(1) / ideals.index_select(0, tensor(lengths))).sum().item<float>();
            sum += hits.narrow(1, 0, 20).sum().item<float>() + hits.narrow(1, 0, 50).sum().item<float>();
        }

        return sum;
    }

    private static IReadOnlyList<double> MeasureLowerBound(BenchmarkOptions options)
    {
        using Tensor hidden = randn(BlockRows, HiddenSize);
        using Tensor latent = randn(BlockRows, LatentSize);
        using Tensor encoder = randn(HiddenSize, 2 * LatentSize);
        using Tensor decoder = randn(LatentSize, HiddenSize);
        using Tensor output = randn(Items, HiddenSize);
        using Tensor outputTransposed = output.t();
        using Tensor logits = zeros(BlockRows, Items);
        return Timing.Measure(1, options.Repeats, () =>
        {
            for (int first = 0; first < Users; first += BlockRows)
            {
                using Tensor encoded = hidden.mm(encoder);
                using Tensor decoded = latent.mm(decoder);
                logits.addmm_(hidden, outputTransposed, 0, 1);
            }
        });
    }
}
