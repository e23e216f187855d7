using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Losses;
using Elbo.Training;
using static TorchSharp.torch;

namespace Elbo.Tests.Models;

/// <summary>Compares the results of a GPU with those of the CPU, on machines with a GPU.</summary>
[Collection(SequentialTorchTests.Name)]
public sealed class CudaTests
{
    private static readonly InteractionMatrix Histories = InteractionMatrix.FromRows(
        [[0, 2, 3, 1, 7, 9, 4], [11, 8], [4, 0, 1], [], [1, 3, 2, 10], [5]], Checkerboard.Items);

    /// <summary>Without dropout, so that both devices train on the same.</summary>
    private static readonly ModelOptions[] Options =
    [
        new AutoencoderOptions { HiddenSizes = [16], LatentSize = 8 },
        new MultDaeOptions { HiddenSizes = [16], LatentSize = 8, Dropout = 0 },
        new MultVaeOptions { HiddenSizes = [16], LatentSize = 8, Dropout = 0 },
        new SvaeOptions { EmbeddingSize = 16, RecurrentSize = 16, HiddenSizes = [16], LatentSize = 8 },
    ];

    public static TheoryData<string> Models => ["autoencoder", "mult-dae", "mult-vae", "svae"];

    [Theory]
    [MemberData(nameof(Models))]
    public void Scores_equal_those_of_the_CPU(string name)
    {
        using GradientModel onGpu = OnGpu(name);
        using GradientModel onCpu = OnCpu(name);
        DeterministicWeights.Fill(onCpu);
        onGpu.LoadState(onCpu.State);

        Assert.All(Scores(onCpu).Zip(Scores(onGpu)), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Loss_and_gradients_equal_those_of_the_CPU(string name)
    {
        using IDisposable scope = NewDisposeScope();
        using GradientModel onGpu = OnGpu(name);
        using GradientModel onCpu = OnCpu(name);
        DeterministicWeights.Fill(onCpu);
        ReduceNoise(onCpu);
        onGpu.LoadState(onCpu.State);

        double[] expected = LossAndGradients(onCpu);

        // Each device draws different noise; here it is 0.0067 times as large as in training.
        double tolerance = name is "mult-vae" or "svae" ? 0.02 : 1e-4;
        Assert.All(expected.Zip(LossAndGradients(onGpu)), pair => Assert.Equal(pair.First, pair.Second, tolerance * Math.Max(0.1, Math.Abs(pair.First))));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_model_trained_there_scores_the_same_on_the_CPU(string name)
    {
        using GradientModel onGpu = OnGpu(name);
        using GradientModel onCpu = OnCpu(name);
        TrainingOptions training = new() { Epochs = 30, BatchSize = 20, LearningRate = 0.01, Patience = null };
        new Trainer(training, new() { Seed = 7, Device = "cuda" }).Train(onGpu, Checkerboard.Train);
        onCpu.LoadState(onGpu.State.ToDictionary(pair => pair.Key, pair => pair.Value.cpu()));

        float[] scores = Scores(onGpu);

        Assert.All(Scores(onCpu).Zip(scores), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
        Assert.True(scores[Checkerboard.Items + 6] > scores[Checkerboard.Items + 5], "the user with items 11 and 8 gets items of the other block");
    }

    [Theory]
    [InlineData("mult-vae", SoftmaxKind.LogUniform, OptimizerKind.LazyAdam)]
    [InlineData("svae", SoftmaxKind.InBatch, OptimizerKind.AdamW)]
    [InlineData("mult-vae", SoftmaxKind.Full, OptimizerKind.Adagrad)]
    [InlineData("mult-vae", SoftmaxKind.Uniform, OptimizerKind.RmsProp)]
    public void Every_softmax_and_optimizer_trains_on_the_GPU(string name, SoftmaxKind kind, OptimizerKind optimizer)
    {
        Assert.SkipUnless(cuda.is_available(), "no CUDA device, or a libtorch without CUDA");
        SoftmaxOptions softmax = new() { Kind = kind, Samples = 6 };
        ModelOptions options = name == "svae"
            ? new SvaeOptions { EmbeddingSize = 16, RecurrentSize = 16, HiddenSizes = [], LatentSize = 8, Softmax = softmax }
            : new MultVaeOptions { HiddenSizes = [16], LatentSize = 8, Softmax = softmax };
        manual_seed(7);
        using Model model = ModelRegistry.Find(name).Create(new ModelContext(Checkerboard.Items) { Device = CUDA }, options);
        TrainingOptions training = new() { Epochs = 60, BatchSize = 20, LearningRate = 0.01, Optimizer = optimizer, Patience = null };

        EpochReport[] history = [.. new Trainer(training, new() { Seed = 7, Device = "cuda" }).Train(model, Checkerboard.Train).Progress.History];

        Assert.True(history[^1].NegativeLogLikelihood < 0.9 * history[0].NegativeLogLikelihood, $"{history[0]}, {history[^1]}");
    }

    private static GradientModel OnCpu(string name) => Create(name, CPU);

    private static GradientModel OnGpu(string name)
    {
        Assert.SkipUnless(cuda.is_available(), "no CUDA device, or a libtorch without CUDA");
        return Create(name, CUDA);
    }

    private static GradientModel Create(string name, Device device)
    {
        manual_seed(7);
        ModelDescriptor entry = ModelRegistry.Find(name);
        return (GradientModel)entry.Create(
            new ModelContext(Checkerboard.Items) { Device = device }, Options.Single(options => options.GetType() == entry.OptionsType));
    }

    /// <summary>Sets log sigma^2, the second half of the encoder's output, far below zero if the model has one.</summary>
    private static void ReduceNoise(GradientModel model)
    {
        if (model is not (MultVae or Svae))
        {
            return;
        }

        using IDisposable noGradient = no_grad();
        string last = model is Svae ? "Encoder.1" : "Encoder.layers.0";
        model.State[$"{last}.weight"].chunk(2, 0)[1].zero_();
        model.State[$"{last}.bias"].chunk(2, 0)[1].fill_(-20);
    }

    private static double[] LossAndGradients(GradientModel model)
    {
        TrainingPhase phase = model.Phases[0];
        model.SetTraining(true);
        phase.ClearGradients();
        BatchLoss loss = model.PrepareBatch(Histories, [0, 1, 2, 4], new(0, phase, BatchSize: 4, new DeterministicRandom(1)))();
        loss.Objective.backward();
        return [loss.Objective.item<float>(), loss.NegativeLogLikelihood, loss.Kl, .. DeterministicWeights.GradientNorms(model)];
    }

    private static float[] Scores(GradientModel model)
    {
        float[] scores = new float[Histories.RowCount * model.ItemCount];
        model.Score(Histories, 0, Histories.RowCount, scores);
        return scores;
    }
}
