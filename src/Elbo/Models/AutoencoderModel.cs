using Elbo.Data;
using Elbo.Models.Layers;
using Elbo.Models.Losses;
using Elbo.Onnx;
using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>
/// Base of the autoencoders that ignore the order of a history: the whole history is the input, and the loss is its negative
/// multinomial log-likelihood, averaged over the users of a batch.
/// </summary>
internal abstract class AutoencoderModel : GradientModel, ILatentModel
{
    private readonly Network network;

    private AutoencoderModel(ModelContext context, int latentSize, Network network)
        : base(context, network)
    {
        LatentSize = latentSize;
        this.network = network;
    }

    /// <summary>An autoencoder items - hidden sizes - encoder output, and latent - hidden sizes reversed - items.</summary>
    /// <param name="context">Items and device.</param>
    /// <param name="hiddenSizes">Sizes of the hidden layers between items and latent vector, mirrored in the decoder; may be empty.</param>
    /// <param name="latentSize">Size of the latent vector.</param>
    /// <param name="encoderOutputSize">Size of the encoder's output: the latent size, or twice that for mu and log sigma^2.</param>
    /// <param name="dropout">Fraction of a history's entries dropped at the input in training.</param>
    /// <param name="softmax">The softmax in training.</param>
    private protected AutoencoderModel(
        ModelContext context, IReadOnlyList<int> hiddenSizes, int latentSize, int encoderOutputSize, double dropout, SoftmaxOptions softmax)
        : this(
            context,
            latentSize,
            new Network(
                new HistoryEncoder([context.ItemCount, .. hiddenSizes, encoderOutputSize], dropout, context.Device),
                new ItemDecoder([latentSize, .. hiddenSizes.Reverse(), context.ItemCount], softmax, context.Device)))
    {
    }

    /// <inheritdoc />
    public int LatentSize { get; }

    /// <inheritdoc />
    public override Func<BatchLoss> PrepareBatch(InteractionMatrix train, int[] rows, StepContext step)
    {
        EmbeddingBagInput histories = network.Encoder.CreateInput(train, rows, step.Random);
        histories.PrepareBackward();
        Func<Tensor, Tensor> likelihoodOf = network.Decoder.PrepareLikelihood(train, CreateTargets(train, rows), rows.Length, 1.0 / rows.Length, step.Random);
        return () =>
        {
            (Tensor latent, Tensor? kl, double beta) = SampleLatent(network.Encoder.Encode(histories), step);
            Tensor likelihood = likelihoodOf(latent);
            return kl is null
                ? new BatchLoss(likelihood, likelihood.item<float>(), 0, 0)
                : new BatchLoss(likelihood.Add(kl.Multiply(beta)), likelihood.item<float>(), kl.item<float>(), beta);
        };
    }

    /// <inheritdoc />
    public override void Score(InteractionMatrix histories, int firstRow, int rowCount, Span<float> scores)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        SetTraining(false);
        Tensor latent = DeterministicLatent(EncodeRows(histories, firstRow, rowCount));
        network.Decoder.Score(latent, scores);
    }

    /// <inheritdoc />
    public override OnnxValue BuildScoringGraph(OnnxGraphBuilder graph, OnnxHistoryInputs histories)
    {
        ArgumentNullException.ThrowIfNull(graph);
        SetTraining(false);
        return network.Decoder.Score(graph, DeterministicLatent(graph, network.Encoder.Encode(graph, histories, LatentSize)));
    }

    /// <inheritdoc />
    public LatentPosterior Encode(InteractionMatrix histories, int firstRow, int rowCount)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        SetTraining(false);
        Tensor encoded = EncodeRows(histories, firstRow, rowCount);
        return new LatentPosterior(ToArray(DeterministicLatent(encoded)), Variance(encoded) is { } variance ? ToArray(variance) : null);
    }

    /// <inheritdoc />
    public (float[] Values, int Size) ItemVectors() => (ToArray(network.Decoder.ItemVectors), (int)network.Decoder.ItemVectors.shape[1]);

    /// <summary>The latent vectors to decode in training, the mean KL divergence per user (if the model has one) and its weight.</summary>
    private protected virtual (Tensor Latent, Tensor? Kl, double Beta) SampleLatent(Tensor encoded, StepContext step) => (DeterministicLatent(encoded), null, 0);

    /// <summary>The latent vector of a user when scoring.</summary>
    private protected virtual Tensor DeterministicLatent(Tensor encoded) => encoded.tanh();

    /// <summary>The same in a graph, from the first <see cref="LatentSize"/> numbers of the encoder's output.</summary>
    private protected virtual OnnxValue DeterministicLatent(OnnxGraphBuilder graph, OnnxValue encoded) => graph.Tanh(encoded);

    /// <summary>sigma^2, or null for a model without a distribution over z.</summary>
    private protected virtual Tensor? Variance(Tensor encoded) => null;

    private Tensor EncodeRows(InteractionMatrix histories, int firstRow, int rowCount) =>
        network.Encoder.Encode(network.Encoder.CreateInput(histories, RowRange(firstRow, rowCount), random: null));

    private static SparseTargets CreateTargets(InteractionMatrix train, ReadOnlySpan<int> rows)
    {
        InteractionMatrix batch = train.SelectRows(rows);
        float[] weights = new float[batch.Count];
        weights.AsSpan().Fill(1);
        return new SparseTargets(batch.Offsets.ToArray(), batch.Items.ToArray(), weights);
    }

    private sealed class Network : nn.Module
    {
        public readonly HistoryEncoder Encoder;
        public readonly ItemDecoder Decoder;

        public Network(HistoryEncoder encoder, ItemDecoder decoder)
            : base(nameof(AutoencoderModel))
        {
            Encoder = encoder;
            Decoder = decoder;
            RegisterComponents();
        }
    }
}
