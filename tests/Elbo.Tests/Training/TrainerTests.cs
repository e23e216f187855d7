using Elbo.Data;
using Elbo.Models;
using Elbo.Tests.Models;
using Elbo.Training;
using static TorchSharp.torch;

namespace Elbo.Tests.Training;

[Collection(SequentialTorchTests.Name)]
public class TrainerTests
{
    private static readonly TrainingOptions Options = new() { Epochs = 4, BatchSize = 8, LearningRate = 0.02, Patience = null };

    [Theory]
    [InlineData("mult-vae")]
    [InlineData("svae")]
    public void The_same_seed_gives_the_same_numbers_bit_for_bit(string name)
    {
        (float[] weights, EpochReport[] history) = Train(name, seed: 5);
        (float[] sameWeights, EpochReport[] sameHistory) = Train(name, seed: 5);
        (float[] otherWeights, _) = Train(name, seed: 6);

        Assert.Equal(weights, sameWeights);
        Assert.Equal(history, sameHistory);
        Assert.NotEqual(weights, otherWeights);
    }

    [Fact]
    public void Training_stops_after_patience_epochs_without_improvement()
    {
        // Best in epoch 3; epochs 4, 5 and 6 are no better, an equal one included.
        double[] metrics = [0.1, 0.2, 0.5, 0.4, 0.5, 0.3, 0.9, 0.9];
        List<float[]> weights = [];
        using GradientModel model = TrainingData.Create("mult-vae");

        TrainingResult result = new Trainer(Options with { Epochs = 8, Patience = 3 }, new()).Train(model, TrainingData.Train, trained =>
        {
            weights.Add(TrainingData.Weights(trained));
            return metrics[weights.Count - 1];
        });

        Assert.Equal(6, result.Progress.Epoch);
        Assert.Equal(3, result.BestEpoch);
        Assert.Equal(weights[2], TrainingData.Weights(model));
        Assert.NotEqual(weights[5], TrainingData.Weights(model));
        Assert.Equal(metrics[..6], result.Progress.History.Select(report => report.ValidationMetric!.Value));
    }

    [Fact]
    public void Without_patience_every_epoch_is_trained_and_the_best_weights_are_restored()
    {
        List<float[]> weights = [];
        using GradientModel model = TrainingData.Create("mult-vae");

        TrainingResult result = new Trainer(Options, new()).Train(model, TrainingData.Train, trained =>
        {
            weights.Add(TrainingData.Weights(trained));
            return -weights.Count;
        });

        Assert.Equal(4, result.Progress.Epoch);
        Assert.Equal(1, result.BestEpoch);
        Assert.Equal(weights[0], TrainingData.Weights(model));
    }

    [Fact]
    public void Without_validation_the_last_weights_stay()
    {
        float[] last = [];
        using GradientModel model = TrainingData.Create("mult-vae");
        CallbackProbe probe = new() { OnEpoch = training => last = TrainingData.Weights(training.Model) };

        TrainingResult result = new Trainer(Options, new(), [probe]).Train(model, TrainingData.Train);

        Assert.Equal(4, result.BestEpoch);
        Assert.Equal(last, TrainingData.Weights(model));
    }

    [Fact]
    public void A_loss_that_is_not_finite_stops_training_with_epoch_and_step()
    {
        using GradientModel model = TrainingData.Create("mult-vae");

        ElboException error = Assert.Throws<ElboException>(
            () => new Trainer(Options with { LearningRate = 1e30 }, new()).Train(model, TrainingData.Train));

        Assert.Matches(@"^the loss is (NaN|∞) in epoch 1, step [2-5] \(update [2-5]\); lower learningRate \(now 1e\+30\)", error.Message);
    }

    [Fact]
    public void Data_without_interactions_is_a_clear_error()
    {
        using GradientModel model = TrainingData.Create("mult-vae");
        using Model closedForm = new Popularity(new(TrainingData.Items));
        InteractionMatrix empty = InteractionMatrix.FromRows([[], []], TrainingData.Items);

        Assert.All(new[] { model, closedForm }, untrained => Assert.Contains(
            "no training interactions",
            Assert.Throws<ElboException>(() => new Trainer(Options, new()).Train(untrained, empty)).Message,
            StringComparison.Ordinal));
    }

    [Fact]
    public void Histories_too_short_for_the_model_are_a_clear_error()
    {
        using GradientModel model = TrainingData.Create("svae");
        InteractionMatrix oneEach = InteractionMatrix.FromRows([[1], [2]], TrainingData.Items);

        ElboException error = Assert.Throws<ElboException>(() => new Trainer(Options, new()).Train(model, oneEach));

        Assert.Contains("too short", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_learning_rate_decays_from_epoch_to_epoch()
    {
        // AdamW's first step moves a weight by the learning rate, whatever the gradient, without weight decay. One batch
        // an epoch; a rate of 0.1 and then 0.1 * 0.01 = 0.001: later epochs move weights a hundred times less.
        List<float[]> weights = [];
        using GradientModel model = TrainingData.Create("mult-vae");
        weights.Add(TrainingData.Weights(model));
        TrainingOptions options = Options with { Epochs = 2, BatchSize = 100, LearningRate = 0.1, LearningRateDecay = 0.01 };

        new Trainer(options, new(), [new CallbackProbe { OnEpoch = training => weights.Add(TrainingData.Weights(training.Model)) }]).Train(model, TrainingData.Train);

        Assert.Equal(0.1, LargestMove(weights[0], weights[1]), 0.001);
        Assert.InRange(LargestMove(weights[1], weights[2]), 0.0001, 0.0011);
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(1_000)]
    public void Gradients_are_scaled_down_to_the_maximum_norm_and_never_up(double limit)
    {
        double[] free = GradientNorms(null);
        double[] clipped = GradientNorms(limit);

        // The norm over all parameters: the root of the sum of squares. The first step has equal weights in both runs.
        double whole = Math.Sqrt(free.Sum(norm => norm * norm));
        double scale = Math.Min(1, limit / whole);
        Assert.InRange(whole, 0.01, 100);
        DeterministicWeights.AssertClose([.. free.Select(norm => norm * scale)], clipped, relative: 1e-3);
    }

    [Fact]
    public void Each_step_starts_without_the_gradients_of_the_one_before()
    {
        using IDisposable scope = NewDisposeScope();
        using TorchSharp.Modules.Parameter parameter = new(ones(2));
        (parameter * 3).sum().backward();
        Assert.Equal([3, 3], parameter.grad!.data<float>().ToArray());

        parameter.grad = null;
        Assert.Null(parameter.grad);
        (parameter * 2).sum().backward();

        Assert.Equal([2, 2], parameter.grad!.data<float>().ToArray());
    }

    [Fact]
    public void Callbacks_see_every_update_and_the_sums_of_the_epoch()
    {
        List<(long Update, int StepInEpoch)> steps = [];
        using GradientModel model = TrainingData.Create("mult-vae");
        CallbackProbe probe = new() { OnStep = training => steps.Add((training.Progress.Update, training.Progress.StepInEpoch)) };

        TrainingResult result = new Trainer(Options with { Epochs = 2 }, new(), [probe]).Train(model, TrainingData.Train);

        // 33 users in batches of 8: 5 updates.
        Assert.Equal([(1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 1), (7, 2), (8, 3), (9, 4), (10, 5)], steps);
        Assert.All(result.Progress.History, report => Assert.Equal(33, report.Users));
        Assert.All(result.Progress.History, report => Assert.InRange(report.NegativeLogLikelihood, 1, 100));
    }

    private static (float[] Weights, EpochReport[] History) Train(string name, long seed)
    {
        using GradientModel model = TrainingData.Create(name);
        TrainingResult result = new Trainer(Options, new() { Seed = seed }).Train(model, TrainingData.Train, TrainingData.Validate);
        return (TrainingData.Weights(model), [.. TrainingData.WithoutTimes(result.Progress)]);
    }

    private static double[] GradientNorms(double? limit)
    {
        double[] norms = [];
        using GradientModel model = TrainingData.Create("mult-vae");
        CallbackProbe probe = new() { OnStep = training => norms = DeterministicWeights.GradientNorms((GradientModel)training.Model) };
        new Trainer(Options with { Epochs = 1, BatchSize = 100, MaxGradientNorm = limit }, new(), [probe]).Train(model, TrainingData.Train);
        return norms;
    }

    private static double LargestMove(float[] from, float[] to) => from.Zip(to).Max(pair => Math.Abs(pair.First - pair.Second));
}
