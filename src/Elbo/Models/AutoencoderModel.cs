using Elbo.Data;
using Elbo.Models.Layers;
using Elbo.Models.Losses;
using Elbo.Onnx;
using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>
/// What the order-blind autoencoders share: a person's whole history goes in, the same history is to be
/// explained under a multinomial likelihood, mean over the people of a batch.
/// </summary>
public abstract class AutoencoderModel : GradientModel, ILatentModel
{
    private readonly Parts parts;

    private AutoencoderModel(int itemCount, int latentSize, Parts parts, Device device)
        : base(itemCount, parts, device)
    {
        LatentSize = latentSize;
        this.parts = parts;
    }

    /// <summary>An autoencoder items - hidden sizes - encoder output, and latent - hidden sizes reversed - items.</summary>
    /// <param name="itemCount">Number of items.</param>
    /// <param name="hiddenSizes">Layers between items and latent, the same on both sides; may be empty.</param>
    /// <param name="latentSize">Size of the latent vector.</param>
    /// <param name="encoderOutputSize">What the encoder gives: the latent size, or twice that for mu and log sigma^2.</param>
    /// <param name="dropout">Share of a history's entries dropped at the input in training.</param>
    /// <param name="softmax">Over which items training normalises.</param>
    /// <param name="device">Where it lives.</param>
    private protected AutoencoderModel(
        int itemCount, IReadOnlyList<int> hiddenSizes, int latentSize, int encoderOutputSize, double dropout, SoftmaxOptions softmax, Device device)
        : this(
            itemCount,
            latentSize,
            new Parts(
                new BagEncoder([itemCount, .. hiddenSizes, encoderOutputSize], dropout, device),
                new ItemDecoder([latentSize, .. hiddenSizes.Reverse(), itemCount], softmax, device)),
            device)
    {
    }

    /// <inheritdoc />
    public int LatentSize { get; }

    /// <inheritdoc />
    public override Func<StepLoss> Prepare(InteractionMatrix train, int[] rows, TrainingStep step)
    {
        Bag histories = parts.Encoder.Prepare(train, rows, step.Random);
        histories.ReadyForGradient();
        Func<Tensor, Tensor> likelihoodOf = parts.Decoder.Likelihood(train, TargetsOf(train, rows), rows.Length, 1.0 / rows.Length, step.Random);
        return () =>
        {
            (Tensor latent, Tensor? kl, double beta) = Sample(parts.Encoder.Encode(histories), step);
            Tensor likelihood = likelihoodOf(latent);
            return kl is null
                ? new StepLoss(likelihood, likelihood.item<float>(), 0, 0)
                : new StepLoss(likelihood.Plus(kl.Times(beta)), likelihood.item<float>(), kl.item<float>(), beta);
        };
    }

    /// <inheritdoc />
    public override void Score(InteractionMatrix histories, int firstRow, int rowCount, Span<float> scores)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        SetTraining(false);
        Tensor latent = Point(Encoded(histories, firstRow, rowCount));
        parts.Decoder.Score(latent, scores);
    }

    /// <inheritdoc />
    public override OnnxValue ScoreIn(OnnxGraph graph, OnnxHistories histories)
    {
        ArgumentNullException.ThrowIfNull(graph);
        SetTraining(false);
        return parts.Decoder.Score(graph, Point(graph, parts.Encoder.Encode(graph, histories, LatentSize)));
    }

    /// <inheritdoc />
    public LatentCode Encode(InteractionMatrix histories, int firstRow, int rowCount)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        SetTraining(false);
        Tensor encoded = Encoded(histories, firstRow, rowCount);
        return new LatentCode(ToArray(Point(encoded)), Variance(encoded) is { } variance ? ToArray(variance) : null);
    }

    /// <inheritdoc />
    public (float[] Values, int Size) ItemVectors() => (ToArray(parts.Decoder.ItemVectors), (int)parts.Decoder.ItemVectors.shape[1]);

    /// <summary>The latent vectors to decode in training, the mean KL divergence per person if there is one, and its weight.</summary>
    private protected virtual (Tensor Latent, Tensor? Kl, double Beta) Sample(Tensor encoded, TrainingStep step) => (Point(encoded), null, 0);

    /// <summary>The one latent vector that stands for a person when scoring.</summary>
    private protected virtual Tensor Point(Tensor encoded) => encoded.tanh();

    /// <summary>The same in a graph, from the first <see cref="LatentSize"/> numbers of the encoder's output.</summary>
    private protected virtual OnnxValue Point(OnnxGraph graph, OnnxValue encoded) => graph.Tanh(encoded);

    /// <summary>sigma^2, or null where the code is a point.</summary>
    private protected virtual Tensor? Variance(Tensor encoded) => null;

    private Tensor Encoded(InteractionMatrix histories, int firstRow, int rowCount) =>
        parts.Encoder.Encode(parts.Encoder.Prepare(histories, RowRange(firstRow, rowCount), random: null));

    private static TargetRows TargetsOf(InteractionMatrix train, ReadOnlySpan<int> rows)
    {
        InteractionMatrix batch = train.SelectRows(rows);
        float[] weights = new float[batch.Count];
        weights.AsSpan().Fill(1);
        return new TargetRows(batch.Offsets.ToArray(), batch.Items.ToArray(), weights);
    }

    private sealed class Parts : nn.Module
    {
        public readonly BagEncoder Encoder;
        public readonly ItemDecoder Decoder;

        public Parts(BagEncoder encoder, ItemDecoder decoder)
            : base(nameof(AutoencoderModel))
        {
            Encoder = encoder;
            Decoder = decoder;
            RegisterComponents();
        }
    }
}
