using Elbo.Models;
using Elbo.Training;
using Elbo.Training.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Benchmarks.Workloads;

/// <summary>SVAE as in its published code: one user per step, dense multi-hot targets, log-softmax times the targets, torch's layers, Adam in plain tensor operations.</summary>
internal sealed class BaselineSvae : nn.Module
{
    private const int NextK = 4;
    private const double WeightDecay = 5e-3;
    private const double Beta = 0.2;
    private const double LearningRate = 1e-3;

    private readonly int itemCount;
    private readonly Embedding embedding;
    private readonly GRU recurrent;
    private readonly ModuleList<Linear> encoder;
    private readonly ModuleList<Linear> decoder;
    private readonly TrainingPhase phase;
    private readonly TensorOptimizer optimizer;

    public BaselineSvae(int itemCount, SvaeSize size)
        : base(nameof(BaselineSvae))
    {
        this.itemCount = itemCount;
        embedding = nn.Embedding(itemCount, size.EmbeddingSize);
        recurrent = nn.GRU(size.EmbeddingSize, size.RecurrentSize, batchFirst: true);
        encoder = CreateLayers([size.RecurrentSize, .. size.HiddenSizes, 2 * size.LatentSize]);
        decoder = CreateLayers([size.LatentSize, .. size.HiddenSizes.Reverse(), itemCount]);
        RegisterComponents();
        phase = new TrainingPhase("all", [.. named_parameters()]);
        optimizer = new TensorOptimizer(OptimizerKind.Adam, phase, weightDecay: WeightDecay);
    }

    /// <summary>One update with one user.</summary>
    public void Step(ReadOnlySpan<int> history)
    {
        using IDisposable scope = NewDisposeScope();
        int steps = history.Length - 1;
        long[] items = new long[steps];
        float[] targets = new float[steps * itemCount];
        for (int step = 0; step < steps; step++)
        {
            items[step] = history[step];
            foreach (int item in history.Slice(step + 1, Math.Min(NextK, history.Length - step - 1)))
            {
                targets[(step * itemCount) + item] = 1f / NextK;
            }
        }

        (Tensor states, _) = recurrent.call(embedding.call(tensor(items, 1, steps)), null);
        BaselinePosterior posterior = BaselinePosterior.FromEncoded(ApplyLayers(encoder, states.squeeze(0)));
        Tensor logits = ApplyLayers(decoder, posterior.Sample());
        Tensor likelihood = -(nn.functional.log_softmax(logits, 1) * tensor(targets, steps, itemCount)).sum();
        phase.ClearGradients();
        likelihood.Add(posterior.Divergence().Multiply(Beta)).backward();
        optimizer.Step(LearningRate);
    }

    protected override void Dispose(bool disposing)
    {
        optimizer.Dispose();
        base.Dispose(disposing);
    }

    private static ModuleList<Linear> CreateLayers(int[] sizes) => new([.. sizes.Zip(sizes.Skip(1), (from, to) => nn.Linear(from, to))]);

    private static Tensor ApplyLayers(ModuleList<Linear> layers, Tensor values)
    {
        Tensor output = layers[0].call(values);
        foreach (Linear layer in layers.Skip(1))
        {
            output = layer.call(output.tanh());
        }

        return output;
    }
}
