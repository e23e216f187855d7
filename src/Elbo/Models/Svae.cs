using Elbo.Data;
using Elbo.Models.Layers;
using Elbo.Models.Losses;
using Elbo.Onnx;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>
/// SVAE, the sequential variational autoencoder (Sachdeva et al. 2019): a GRU reads the history, each of its
/// states is encoded as a Gaussian, and a sample of it predicts the items that follow. The loss is
/// the negative annealed evidence lower bound summed over the steps (their equation 8), divided by the number
/// of steps that a batch has on average.
/// </summary>
/// <remarks>
/// The published code trains one user at a time. Here histories of similar length share a batch; they are packed,
/// so that padding reaches neither likelihood, KL nor a recurrent state, and logits exist for real steps only.
/// </remarks>
internal sealed class Svae : GradientModel, ILatentModel
{
    // How far a history may move when histories are sorted by length, so that batches differ between epochs.
    private const double LengthJitter = 0.1;

    private readonly SvaeOptions options;
    private readonly Network network;

    /// <summary>An untrained model; weights are drawn from torch's generator.</summary>
    public Svae(ModelContext context, SvaeOptions options)
        : this(context, options, new Network(context.ItemCount, options, context.Device))
    {
    }

    private Svae(ModelContext context, SvaeOptions options, Network network)
        : base(context, network)
    {
        this.options = options;
        this.network = network;
    }

    /// <inheritdoc />
    public int LatentSize => options.LatentSize;

    /// <summary>Batches of users with histories of similar length, in random order; users with a single item are left out, as there is nothing to predict.</summary>
    public override IReadOnlyList<int[]> Batches(InteractionMatrix train, int batchSize, DeterministicRandom random)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(random);
        int[] rows = [.. Enumerable.Range(0, train.RowCount).Where(row => train.RowLength(row) > 1)];
        double[] keys = [.. rows.Select(row => train.RowLength(row) * (1 + (LengthJitter * random.NextDouble())))];
        Array.Sort(keys, rows);
        int[][] batches = [.. rows.Chunk(batchSize)];
        random.Shuffle<int[]>(batches);
        return batches;
    }

    internal override bool HasSmallSteps => true;

    /// <inheritdoc />
    public override Func<BatchLoss> PrepareBatch(InteractionMatrix train, int[] rows, StepContext step)
    {
        ArgumentNullException.ThrowIfNull(train);
        PackedHistories packed = new(train, rows, droppedAtEnd: 1);
        packed.Items.PrepareBackward();
        double stepsPerBatch = (double)step.BatchSize * train.Count / train.RowCount;
        Func<Tensor, Tensor> likelihoodOf = network.Decoder.PrepareLikelihood(
            train, StepTargets.Create(packed, train, options), rows.Length, 1 / stepsPerBatch, step.Random);
        return () =>
        {
            GaussianPosterior posterior = network.ComputePosterior(network.States(packed));
            Tensor likelihood = likelihoodOf(SampleLatent(posterior));
            Tensor kl = KlDivergence(posterior, packed).Divide(stepsPerBatch);
            double beta = options.Annealing.Beta(step.Update);
            return new BatchLoss(likelihood.Add(kl.Multiply(beta)), likelihood.item<float>(), kl.item<float>(), beta);
        };
    }

    /// <inheritdoc />
    public override void Score(InteractionMatrix histories, int firstRow, int rowCount, Span<float> scores)
    {
        ArgumentNullException.ThrowIfNull(histories);
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        GaussianPosterior posterior = ComputePosterior(histories, firstRow, rowCount);
        Tensor latent = options.AsPublished ? posterior.Mean.Add(posterior.LogVariance.exp() * DeterministicNoise(histories, firstRow, rowCount)) : posterior.Mean;
        network.Decoder.Score(latent, scores);
    }

    /// <inheritdoc />
    public override OnnxValue BuildScoringGraph(OnnxGraphBuilder graph, OnnxHistoryInputs histories)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(histories);
        if (options.AsPublished)
        {
            throw new ElboException("SVAE with options.asPublished scores with noise, which no graph repeats; train without it to export");
        }

        SetTraining(false);
        return network.Decoder.Score(graph, network.Mean(graph, network.LastStates(graph, histories)));
    }

    /// <inheritdoc />
    public LatentPosterior Encode(InteractionMatrix histories, int firstRow, int rowCount)
    {
        ArgumentNullException.ThrowIfNull(histories);
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        GaussianPosterior posterior = ComputePosterior(histories, firstRow, rowCount);
        return new LatentPosterior(ToArray(posterior.Mean), ToArray(posterior.LogVariance.exp()));
    }

    /// <inheritdoc />
    public (float[] Values, int Size) ItemVectors() => (ToArray(network.Decoder.ItemVectors), (int)network.Decoder.ItemVectors.shape[1]);

    private Tensor SampleLatent(GaussianPosterior posterior) => options.AsPublished
        ? posterior.Mean.Add(posterior.LogVariance.exp() * randn_like(posterior.Mean))
        : posterior.Sample();

    private Tensor KlDivergence(GaussianPosterior posterior, PackedHistories packed)
    {
        Tensor perStep = GaussianKl.PerRow(posterior.Mean, posterior.LogVariance);
        if (!options.AsPublished)
        {
            return perStep.sum();
        }

        float[] weights = [.. packed.Positions().Select(position => 1f / packed.Length(packed.Rows[position.Row]))];
        return (perStep * tensor(weights, device: Device)).sum();
    }

    /// <summary>The Gaussian after each history's last item; an empty history has the zero state.</summary>
    private GaussianPosterior ComputePosterior(InteractionMatrix histories, int firstRow, int rowCount)
    {
        SetTraining(false);
        int unread = options.AsPublished ? 1 : 0;
        int[] rows = [.. RowRange(firstRow, rowCount).Where(row => histories.RowLength(row) > unread)];
        Tensor states = zeros(rowCount, options.RecurrentSize, device: Device);
        if (rows.Length > 0)
        {
            PackedHistories packed = new(histories, rows, unread);
            Tensor indices = tensor(packed.Rows.Select(row => (long)(row - firstRow)).ToArray(), device: Device);
            states.index_copy_(0, indices, network.LastStates(packed));
        }

        return network.ComputePosterior(states);
    }

    /// <summary>Standard normal noise seeded by the items that are read, so that scoring is repeatable.</summary>
    private Tensor DeterministicNoise(InteractionMatrix histories, int firstRow, int rowCount)
    {
        float[] noise = new float[rowCount * options.LatentSize];
        for (int row = 0; row < rowCount; row++)
        {
            long seed = 0;
            ReadOnlySpan<int> history = histories.Row(firstRow + row);
            foreach (int item in history[..Math.Max(0, history.Length - 1)])
            {
                seed = unchecked((seed * 31) + item + 1);
            }

            DeterministicRandom random = new(seed);
            for (int i = 0; i < options.LatentSize; i++)
            {
                noise[(row * options.LatentSize) + i] = (float)random.NextNormal();
            }
        }

        return tensor(noise, rowCount, options.LatentSize, device: Device);
    }

    private sealed class Network : nn.Module
    {
        public readonly EmbeddingTable Embedding;
        public readonly GRU Recurrent;
        public readonly ModuleList<Linear> Encoder;
        public readonly ItemDecoder Decoder;
        private readonly SvaeOptions options;
        private readonly Device device;

        public Network(int itemCount, SvaeOptions options, Device device)
            : base(nameof(Svae))
        {
            this.options = options;
            this.device = device;
            int[] sizes = [options.RecurrentSize, .. options.HiddenSizes, 2 * options.LatentSize];
            Embedding = new EmbeddingTable(itemCount, options.EmbeddingSize);
            Recurrent = nn.GRU(options.EmbeddingSize, options.RecurrentSize);
            Encoder = new ModuleList<Linear>([.. sizes.Zip(sizes.Skip(1), (from, to) => nn.Linear(from, to))]);
            Decoder = new ItemDecoder([options.LatentSize, .. options.HiddenSizes.Reverse(), itemCount], options.Softmax, device);
            foreach (Linear layer in Encoder)
            {
                WeightInitializer.XavierLinear(layer);
            }

            // torch's N(0, 1) fills the gates with noise from rare items; this keeps a row's norm at 1.
            nn.init.normal_(Embedding.Weight, 0, options.AsPublished ? 1 : 1 / Math.Sqrt(options.EmbeddingSize));

            RegisterComponents();
            this.to(device);
        }

        /// <summary>The recurrent state after every step, in packed order: positions x recurrent size.</summary>
        public Tensor States(PackedHistories packed) =>
            nn.functional.dropout(RunRecurrent(packed), options.RecurrentDropout, training);

        /// <summary>The recurrent state after each history's last step, longest history first.</summary>
        public Tensor LastStates(PackedHistories packed) => RunRecurrent(packed).index_select(0, packed.LastPositions(device));

        public GaussianPosterior ComputePosterior(Tensor states)
        {
            Tensor output = LinearFunction.Compute(Encoder[0], states);
            foreach (Linear layer in Encoder.Skip(1))
            {
                output = LinearFunction.Compute(layer, output.tanh());
            }

            return new GaussianPosterior(output);
        }

        /// <summary>The last states in a graph; zeros for an empty history.</summary>
        public OnnxValue LastStates(OnnxGraphBuilder graph, OnnxHistoryInputs histories)
        {
            using IDisposable scope = NewDisposeScope();
            using IDisposable noGradient = no_grad();
            OnnxValue embedded = graph.Transpose(graph.EmbeddingLookup(Embedding.Weight, histories), 1, 0, 2);
            Tensor bias = cat([ReorderGatesForOnnx(RecurrentWeight("bias_ih_l0")), ReorderGatesForOnnx(RecurrentWeight("bias_hh_l0"))]);
            return graph.LastGruState(
                embedded,
                graph.WeightConstant(ReorderGatesForOnnx(RecurrentWeight("weight_ih_l0")).unsqueeze(0)),
                graph.WeightConstant(ReorderGatesForOnnx(RecurrentWeight("weight_hh_l0")).unsqueeze(0)),
                graph.FloatConstant(bias.unsqueeze(0)),
                graph.Cast(histories.Lengths, OnnxType.Int32),
                options.RecurrentSize);
        }

        /// <summary>mu in a graph.</summary>
        public OnnxValue Mean(OnnxGraphBuilder graph, OnnxValue states)
        {
            OnnxValue output = states;
            for (int i = 0; i < Encoder.Count; i++)
            {
                output = graph.Linear(i == 0 ? output : graph.Tanh(output), Encoder[i], i == Encoder.Count - 1 ? options.LatentSize : null);
            }

            return output;
        }

        /// <summary>torch's order of the gates is reset, update, candidate; that of ONNX is update, reset, candidate.</summary>
        private static Tensor ReorderGatesForOnnx(Tensor weight)
        {
            Tensor[] gates = weight.chunk(3, 0);
            return cat([gates[1], gates[0], gates[2]]);
        }

        private Tensor RunRecurrent(PackedHistories packed)
        {
            if (device.type != DeviceType.CPU)
            {
                Tensor items = packed.PaddedItems(device);
                Tensor padded = ApplyDropout(Embedding.Weight.index_select(0, items.flatten()).view(items.shape[0], items.shape[1], -1));
                nn.utils.rnn.PackedSequence sequence = nn.utils.rnn.pack_padded_sequence(padded, packed.Lengths(), enforce_sorted: true);
                return Recurrent.call(sequence, null).Item1.data;
            }

            Tensor embedded = ApplyDropout(Embedding.SumRows(packed.Items));
            Tensor gates = LinearFunction.Compute(embedded, RecurrentWeight("weight_ih_l0"), RecurrentWeight("bias_ih_l0"));
            return PackedGru.apply(gates, RecurrentWeight("weight_hh_l0"), RecurrentWeight("bias_hh_l0"), packed.BatchSizes());
        }

        private Tensor ApplyDropout(Tensor embedded)
        {
            Tensor dropped = nn.functional.dropout(embedded, options.EmbeddingDropout, training);
            if (!training || options.ItemDropout == 0)
            {
                return dropped;
            }

            // Whole items: one draw for all values of a position.
            long[] positions = [.. embedded.shape[..^1], 1];
            return dropped * nn.functional.dropout(ones(positions, device: device), options.ItemDropout, training);
        }

        private Parameter RecurrentWeight(string name) => Recurrent.get_parameter(name)!;
    }
}
