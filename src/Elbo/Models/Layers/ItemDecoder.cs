using System.Numerics.Tensors;
using Elbo.Data;
using Elbo.Models.Kernels;
using Elbo.Models.Losses;
using Elbo.Onnx;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Elbo.Models.Layers;

/// <summary>Decodes a latent vector into one logit per item: tanh layers, then a linear output layer.</summary>
internal sealed class ItemDecoder : nn.Module
{
    private readonly ModuleList<Linear> layers;
    private readonly EmbeddingTable output;
    private readonly SoftmaxOptions softmax;
    private readonly bool isSampled;
    private readonly LossBuffers lossBuffers = new();
    private (InteractionMatrix Train, NegativeSampler Sampler)? sampler;

    /// <param name="sizes">Latent size, the hidden layers' sizes, and last the item count.</param>
    /// <param name="softmax">The softmax in training.</param>
    /// <param name="device">The device of its tensors.</param>
    public ItemDecoder(IReadOnlyList<int> sizes, SoftmaxOptions softmax, Device device)
        : base(nameof(ItemDecoder))
    {
        this.softmax = softmax;
        isSampled = softmax.Resolve(sizes[^1]) != SoftmaxKind.Full;
        layers = new ModuleList<Linear>([.. Enumerable.Range(0, sizes.Count - 2).Select(i => nn.Linear(sizes[i], sizes[i + 1]))]);
        output = new EmbeddingTable(sizes[^1], sizes[^2], withBias: true);
        foreach (Linear layer in layers)
        {
            WeightInitializer.XavierLinear(layer);
        }

        WeightInitializer.Xavier(output.Weight, output.Bias!);
        RegisterComponents();
        this.to(device);
    }

    /// <summary>The output layer's weights: one vector per item, items x last hidden size.</summary>
    public Tensor ItemVectors
    {
        get
        {
            output.ApplyPending();
            return output.Weight;
        }
    }

    /// <summary>The logits in a graph.</summary>
    public OnnxValue Score(OnnxGraphBuilder graph, OnnxValue latent)
    {
        foreach (Linear layer in layers)
        {
            latent = graph.Tanh(graph.Linear(latent, layer));
        }

        return graph.Linear(latent, graph.WeightConstant(ItemVectors), graph.FloatConstant(output.Bias!));
    }

    /// <summary>Writes the logits, rows x items.</summary>
    public unsafe void Score(Tensor latent, Span<float> logits)
    {
        using Tensor hidden = Hidden(latent).contiguous();
        int rows = (int)hidden.shape[0];
        int items = (int)output.Weight.shape[0];
        if (hidden.device_type != DeviceType.CPU || !MatrixMultiplication.UsesOwnKernel(rows, hidden.shape[1], items))
        {
            using Tensor product = nn.functional.linear(hidden, output.Weight, output.Bias);
            using Tensor onCpu = product.cpu();
            new ReadOnlySpan<float>(TensorPointer.GetFloats(onCpu), rows * items).CopyTo(logits);
            return;
        }

        // Written directly to the destination: a tensor in between would mean new memory and a copy for each block.
        using Tensor transposed = output.Weight.t();
        float* bias = TensorPointer.GetFloats(output.Bias!);
        fixed (float* target = logits)
        {
            nint address = (nint)target;
            MatrixMultiplication.MultiplyTiled(new MatrixView(target, rows, items, items, 1), new MatrixView(hidden), new MatrixView(transposed), add: false);
            ParallelRows.For(rows, 8, (first, end) =>
            {
                for (int row = first; row < end; row++)
                {
                    Span<float> own = new((float*)address + ((long)row * items), items);
                    TensorPrimitives.Add(own, new ReadOnlySpan<float>(bias, items), own);
                }
            });
        }
    }

    /// <summary>Prepares the loss of some targets; draws the items if the softmax is sampled. Reads no weights.</summary>
    /// <param name="train">Training histories.</param>
    /// <param name="targets">The target items of each row.</param>
    /// <param name="userCount">Users in the batch.</param>
    /// <param name="scale">Constant factor, such as 1 / users.</param>
    /// <param name="random">Generator of the samples.</param>
    /// <returns>A function from latent vectors, one row per target row, to the negative multinomial log-likelihood times the factor.</returns>
    public Func<Tensor, Tensor> PrepareLikelihood(InteractionMatrix train, SparseTargets targets, int userCount, double scale, DeterministicRandom random)
    {
        if (!isSampled)
        {
            return latent => MultinomialLikelihood.Compute(Hidden(latent), output.Weight, output.Bias!, targets, scale, lossBuffers);
        }

        (int[] items, double[] inclusion) = GetSampler(train).Draw(targets.Items, userCount, random);
        SampledTargets sampled = new(targets, items, inclusion, train.ItemCount);
        return latent => SampledMultinomialLikelihood.Compute(Hidden(latent), output, sampled, scale, lossBuffers);
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        lossBuffers.Dispose();
        base.Dispose(disposing);
    }

    private NegativeSampler GetSampler(InteractionMatrix train)
    {
        if (sampler is not { } kept || !ReferenceEquals(kept.Train, train))
        {
            sampler = kept = (train, new NegativeSampler(softmax, train));
        }

        return kept.Sampler;
    }

    private Tensor Hidden(Tensor latent)
    {
        foreach (Linear layer in layers)
        {
            latent = LinearFunction.Compute(layer, latent).tanh();
        }

        return latent;
    }
}
