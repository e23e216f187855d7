using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Benchmarks.Workloads;

/// <summary>SVAE as in its published code: one user per step, dense multi-hot targets, log-softmax times the targets, torch's layers and Adam.</summary>
internal sealed class BaselineSvae : nn.Module
{
    private const int NextK = 4;
    private const double WeightDecay = 5e-3;
    private const double Beta = 0.2;

    private readonly int itemCount;
    private readonly Embedding embedding;
    private readonly GRU recurrent;
    private readonly ModuleList<Linear> encoder;
    private readonly ModuleList<Linear> decoder;
    private readonly optim.Optimizer optimizer;

    public BaselineSvae(int itemCount, SvaeSize size)
        : base(nameof(BaselineSvae))
    {
        this.itemCount = itemCount;
        embedding = nn.Embedding(itemCount, size.EmbeddingSize);
        recurrent = nn.GRU(size.EmbeddingSize, size.RecurrentSize, batchFirst: true);
        encoder = CreateLayers([size.RecurrentSize, .. size.HiddenSizes, 2 * size.LatentSize]);
        decoder = CreateLayers([size.LatentSize, .. size.HiddenSizes.Reverse(), itemCount]);
        RegisterComponents();
        optimizer = optim.Adam(parameters(), weight_decay: WeightDecay);
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
        optimizer.zero_grad();
        (likelihood + (posterior.Divergence() * Beta)).backward();
        optimizer.step();
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
