using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Losses;
using Elbo.Onnx;
using Elbo.Tests.Models;
using Elbo.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Tests.Training;

/// <summary>Alternating phases: encoder passes, then decoder passes, with separate optimizers.</summary>
[Collection(SequentialTorchTests.Name)]
public class TrainingPhaseTests
{
    private const string Fingerprint = "phases";

    private static readonly TrainingOptions Options = new() { Epochs = 3, LearningRate = 0.02, Patience = null };

    // Two encoder passes and one decoder pass over two batches.
    private const int UpdatesPerEpoch = 6;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Weights_after_alternating_phases_equal_those_of_plain_torch(bool shared)
    {
        using PhaseModel model = Create(shared);
        float[] expected = TrainByPlainTorch(model, shared);

        TrainingResult result = new Trainer(Options, new()).Train(model, TrainingData.Train);

        Assert.Equal(3 * UpdatesPerEpoch, result.Progress.Update);
        Assert.All(expected.Zip(TrainingData.Weights(model)), pair => Assert.Equal(pair.First, pair.Second, 2e-5f));
    }

    [Theory]
    [InlineData(OptimizerKind.Adam, null)]
    [InlineData(OptimizerKind.Adam, 0.01)]
    [InlineData(OptimizerKind.LazyAdam, null)]
    [InlineData(OptimizerKind.Adagrad, null)]
    public void A_phase_updates_its_own_parameters_only(OptimizerKind optimizer, double? maxNorm)
    {
        using PhaseModel model = Create(shared: false);
        Dictionary<string, float[]> before = Weights(model);
        List<(bool Encoder, bool Decoder)> moved = [];
        CallbackProbe probe = new()
        {
            OnStep = training =>
            {
                Dictionary<string, float[]> after = Weights(training.Model);
                bool Moved(params string[] names) => names.Any(name => !before[name].SequenceEqual(after[name]));
                moved.Add((Moved("Input.weight", "Hidden.weight"), Moved("Output.weight")));
                before = after;
            },
        };

        new Trainer(Options with { Epochs = 1, Optimizer = optimizer, MaxGradientNorm = maxNorm }, new(), [probe]).Train(model, TrainingData.Train);

        Assert.Equal([(true, false), (true, false), (true, false), (true, false), (false, true), (false, true)], moved);
    }

    [Fact]
    public void The_hook_runs_once_per_epoch_before_its_phase()
    {
        using PhaseModel model = Create(shared: false);
        List<long> updates = [];
        long update = 0;
        model.OnBefore = () => updates.Add(update);

        new Trainer(Options, new(), [new CallbackProbe { OnStep = training => update = training.Progress.Update }]).Train(model, TrainingData.Train);

        Assert.Equal([4, 4 + UpdatesPerEpoch, 4 + (2 * UpdatesPerEpoch)], updates);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Interruptions_within_and_between_phases_do_not_change_the_result(bool shared)
    {
        using PhaseModel straight = Create(shared);
        new Trainer(Options, new()).Train(straight, TrainingData.Train, TrainingData.Validate);
        using TempFolder folder = new();

        // Within the first phase, after it, within the second, after an epoch, and just before the end.
        foreach (int update in new[] { 1, 4, 5, 6, 10, 17 })
        {
            using CancellationTokenSource source = new();
            using PhaseModel interrupted = Create(shared);
            CallbackProbe probe = new() { OnStep = training => { if (training.Progress.Update == update) { source.Cancel(); } } };
            Assert.Throws<OperationCanceledException>(
                () => Trainer(folder, source.Token, probe).Train(interrupted, TrainingData.Train, TrainingData.Validate, Latest(folder)));
        }

        using PhaseModel resumed = Create(shared);
        Trainer(folder, TestContext.Current.CancellationToken).Train(resumed, TrainingData.Train, TrainingData.Validate, Latest(folder));

        Assert.Equal(TrainingData.Weights(straight), TrainingData.Weights(resumed));
    }

    private static Trainer Trainer(TempFolder folder, CancellationToken cancellationToken, params ITrainingCallback[] callbacks) =>
        new(Options, new() { CancellationToken = cancellationToken }, [new CheckpointWriter(folder.FullPath, Fingerprint), .. callbacks]);

    private static Checkpoint? Latest(TempFolder folder)
    {
        string best = folder.GetPath(CheckpointWriter.BestFileName);
        return File.Exists(folder.GetPath(CheckpointWriter.LastFileName))
            ? Checkpoint.Load(folder.GetPath(CheckpointWriter.LastFileName), Fingerprint, File.Exists(best) ? best : null)
            : null;
    }

    private static PhaseModel Create(bool shared)
    {
        PhaseModel model = new(shared);
        DeterministicWeights.Fill(model);
        return model;
    }

    private static Dictionary<string, float[]> Weights(Model model) =>
        model.State.ToDictionary(pair => pair.Key, pair => pair.Value.data<float>().ToArray());

    /// <summary>The same training with dense tensors, torch's operations and torch's Adam.</summary>
    private static float[] TrainByPlainTorch(PhaseModel model, bool shared)
    {
        using IDisposable scope = NewDisposeScope();
        Dictionary<string, Parameter> weights = model.State.ToDictionary(pair => pair.Key, pair => new Parameter(pair.Value.detach().clone()));
        Parameter[] Of(params string[] names) => [.. names.Select(name => weights[name])];
        using OptimizerHelper encoder = optim.Adam(Of("Input.weight", "Hidden.weight", "Hidden.bias"), Options.LearningRate);
        string[] decoderNames = ["Output.weight", "Output.bias", .. shared ? ["Input.weight"] : Array.Empty<string>()];
        using OptimizerHelper decoder = optim.Adam(Of(decoderNames), Options.LearningRate);
        for (int epoch = 0; epoch < Options.Epochs; epoch++)
        {
            foreach (OptimizerHelper optimizer in new[] { encoder, encoder, decoder })
            {
                if (optimizer == decoder)
                {
                    using IDisposable noGradient = no_grad();
                    weights["Output.bias"].mul_(0.5);
                }

                foreach (int[] rows in PhaseModel.FixedBatches)
                {
                    foreach (Parameter weight in weights.Values)
                    {
                        weight.grad = null;
                    }

                    DenseLoss(weights, rows, shared).backward();
                    optimizer.step();
                }
            }
        }

        return [.. weights.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => pair.Value.data<float>().ToArray())];
    }

    private static Tensor DenseLoss(Dictionary<string, Parameter> weights, int[] rows, bool shared)
    {
        Tensor x = zeros(rows.Length, TrainingData.Items);
        for (int row = 0; row < rows.Length; row++)
        {
            foreach (int item in TrainingData.Train.Row(rows[row]))
            {
                x[row, item] = 1;
            }
        }

        Tensor sums = (x / x.sum(1, keepdim: true).sqrt()).mm(weights["Input.weight"]);
        Tensor hidden = nn.functional.linear(sums.tanh(), weights["Hidden.weight"], weights["Hidden.bias"]);
        Tensor logits = nn.functional.linear(hidden, weights["Output.weight"], weights["Output.bias"]);
        Tensor loss = -(x * logits.log_softmax(1)).sum() / rows.Length;
        return shared ? loss + weights["Input.weight"].narrow(0, 2, 3).pow(2).sum() : loss;
    }

    /// <summary>Sums the items' embeddings, then two linear layers; the decoder phase may share the embedding table with the encoder phase.</summary>
    private sealed class PhaseModel : GradientModel
    {
        private const int Width = 4;

        private readonly bool shared;
        private readonly Network network;

        public static readonly int[][] FixedBatches = [[.. Enumerable.Range(0, 16)], [.. Enumerable.Range(16, 17)]];

        public PhaseModel(bool shared)
            : this(shared, new Network())
        {
        }

        private PhaseModel(bool shared, Network network)
            : base(new ModelContext(TrainingData.Items), network) => (this.shared, this.network) = (shared, network);

        public Action OnBefore { get; set; } = () => { };

        public override IReadOnlyList<TrainingPhase> Phases =>
        [
            CreatePhase("encoder", network.Input, network.Hidden) with { Passes = 2 },
            CreatePhase("decoder", shared ? [network.Output, network.Input] : [network.Output]) with
            {
                Before = () =>
                {
                    network.Output.Bias!.mul_(0.5);
                    OnBefore();
                },
            },
        ];

        public override IReadOnlyList<int[]> Batches(InteractionMatrix train, int batchSize, DeterministicRandom random) => FixedBatches;

        public override Func<BatchLoss> PrepareBatch(InteractionMatrix train, int[] rows, StepContext step)
        {
            EmbeddingBagInput input = EmbeddingBagInput.FromHistories(train, rows, dropout: 0, random: null);
            InteractionMatrix batch = train.SelectRows(rows);
            SparseTargets targets = new(batch.Offsets.ToArray(), batch.Items.ToArray(), [.. Enumerable.Repeat(1f, batch.Count)]);
            return () =>
            {
                Tensor hidden = LinearFunction.Compute(network.Hidden, network.Input.SumRows(input).tanh());
                Tensor loss = MultinomialLikelihood.Compute(hidden, network.Output.Weight, network.Output.Bias!, targets, 1.0 / rows.Length, network.Buffers);
                double likelihood = loss.item<float>();

                // A second read of the table in the same step.
                loss = shared ? loss + network.Input.SumRows(EmbeddingBagInput.SingleRows([2, 3, 4], ItemCount)).pow(2).sum() : loss;
                return new BatchLoss(loss, likelihood, 0, 0);
            };
        }

        public override void Score(InteractionMatrix histories, int firstRow, int rowCount, Span<float> scores) => throw new NotSupportedException();

        public override OnnxValue BuildScoringGraph(OnnxGraphBuilder graph, OnnxHistoryInputs histories) => throw new NotSupportedException();

        private sealed class Network : nn.Module
        {
            public readonly EmbeddingTable Input = new(TrainingData.Items, Width);
            public readonly Linear Hidden = nn.Linear(Width, Width);
            public readonly EmbeddingTable Output = new(TrainingData.Items, Width, withBias: true);

            public Network()
                : base(nameof(Network)) => RegisterComponents();

            public LossBuffers Buffers { get; } = new();

            protected override void Dispose(bool disposing)
            {
                Buffers.Dispose();
                base.Dispose(disposing);
            }
        }
    }
}
