using Elbo.Models;
using Elbo.Tests.Models;
using Elbo.Training;

namespace Elbo.Tests.Training;

[Collection(SequentialTorchTests.Name)]
public class ResumeTests
{
    private const string Fingerprint = "the same data and options";

    private static readonly TrainingOptions Options = new() { Epochs = 6, BatchSize = 8, LearningRate = 0.02, LearningRateDecay = 0.9, Patience = null };

    [Theory]
    [InlineData("mult-vae", OptimizerKind.Adam)]
    [InlineData("mult-vae", OptimizerKind.Adagrad)]
    [InlineData("mult-vae", OptimizerKind.RmsProp)]
    [InlineData("svae", OptimizerKind.Adam)]
    [InlineData("svae", OptimizerKind.Adagrad)]
    public void Interrupted_many_times_equals_never_interrupted(string name, OptimizerKind optimizer)
    {
        TrainingOptions options = Options with { Optimizer = optimizer };
        using GradientModel straight = TrainingData.Create(name);
        TrainingResult expected = new Trainer(options, new()).Train(straight, TrainingData.Train, TrainingData.Validate);

        // 33 people in batches of 8 are 5 updates an epoch: in the middle of the first, at the end of one, just before the end.
        using TempFolder place = new();
        foreach (int update in new[] { 2, 5, 8, 9, 20, 29 })
        {
            TrainUntil(update, name, options, place, TrainingData.Validate);
        }

        using GradientModel resumed = TrainingData.Create(name);
        TrainingResult result = Trainer(options, place).Train(resumed, TrainingData.Train, TrainingData.Validate, Last(place));

        Assert.Equal(TrainingData.WithoutTimes(expected.Progress), TrainingData.WithoutTimes(result.Progress));
        Assert.Equal(TrainingData.Weights(straight), TrainingData.Weights(resumed));
        Assert.Equal(30, result.Progress.Update);
    }

    [Fact]
    public void Without_validation_the_resumed_model_ends_with_its_last_weights()
    {
        using GradientModel straight = TrainingData.Create("mult-vae");
        new Trainer(Options, new()).Train(straight, TrainingData.Train);

        using TempFolder place = new();
        TrainUntil(17, "mult-vae", Options, place, validate: null);
        using GradientModel resumed = TrainingData.Create("mult-vae");
        Trainer(Options, place).Train(resumed, TrainingData.Train, resume: Last(place));

        Assert.Equal(TrainingData.Weights(straight), TrainingData.Weights(resumed));
    }

    [Fact]
    public void A_finished_training_is_not_trained_further()
    {
        using TempFolder place = new();
        using GradientModel model = TrainingData.Create("mult-vae");
        Trainer(Options, place).Train(model, TrainingData.Train, TrainingData.Validate);

        using GradientModel resumed = TrainingData.Create("mult-vae");
        TrainingResult result = Trainer(Options, place).Train(resumed, TrainingData.Train, TrainingData.Validate, Last(place));

        Assert.Equal(30, result.Progress.Update);
        Assert.Equal(TrainingData.Weights(model), TrainingData.Weights(resumed));
    }

    [Fact]
    public void A_training_that_ran_out_of_patience_is_not_trained_further()
    {
        TrainingOptions options = Options with { Patience = 2 };
        using TempFolder place = new();
        using GradientModel model = TrainingData.Create("mult-vae");
        int epoch = 0;
        TrainingResult stopped = Trainer(options, place).Train(model, TrainingData.Train, _ => -++epoch);
        Assert.Equal(3, stopped.Progress.Epoch);

        using GradientModel resumed = TrainingData.Create("mult-vae");
        TrainingResult result = Trainer(options, place).Train(resumed, TrainingData.Train, _ => -++epoch, Last(place));

        Assert.Equal(3, result.Progress.Epoch);
        Assert.Equal(TrainingData.Weights(model), TrainingData.Weights(resumed));
    }

    [Fact]
    public void A_cancelled_validation_is_done_again()
    {
        using GradientModel straight = TrainingData.Create("mult-vae");
        TrainingResult expected = new Trainer(Options, new()).Train(straight, TrainingData.Train, TrainingData.Validate);

        using TempFolder place = new();
        using (GradientModel model = TrainingData.Create("mult-vae"))
        {
            Assert.Throws<OperationCanceledException>(() => Trainer(Options, place).Train(
                model, TrainingData.Train, _ => throw new OperationCanceledException()));
        }

        using GradientModel resumed = TrainingData.Create("mult-vae");
        TrainingResult result = Trainer(Options, place).Train(
            resumed, TrainingData.Train, TrainingData.Validate, Checkpoint.Load(place.GetPath(CheckpointWriter.LastFileName), Fingerprint));

        Assert.Equal(TrainingData.WithoutTimes(expected.Progress), TrainingData.WithoutTimes(result.Progress));
        Assert.Equal(TrainingData.Weights(straight), TrainingData.Weights(resumed));
    }

    [Fact]
    public void The_best_weights_alone_cannot_be_gone_on_from()
    {
        using TempFolder place = new();
        using GradientModel model = TrainingData.Create("mult-vae");
        Trainer(Options, place).Train(model, TrainingData.Train, TrainingData.Validate);
        Checkpoint best = Checkpoint.Load(place.GetPath(CheckpointWriter.BestFileName), Fingerprint);

        ElboException error = Assert.Throws<ElboException>(
            () => new Trainer(Options, new()).Train(model, TrainingData.Train, TrainingData.Validate, best));

        Assert.Contains(CheckpointWriter.LastFileName, error.Message, StringComparison.Ordinal);
    }

    /// <summary>A new process, as it were: goes on from the files of the place, if there are any, until an update.</summary>
    private static void TrainUntil(int update, string name, TrainingOptions options, TempFolder place, Func<Model, double>? validate)
    {
        using CancellationTokenSource source = new();
        using GradientModel model = TrainingData.Create(name);
        CallbackProbe watch = new()
        {
            OnStep = training =>
            {
                if (training.Progress.Update == update)
                {
                    source.Cancel();
                }
            },
        };
        Assert.Throws<OperationCanceledException>(() => Trainer(options, place, source.Token, watch).Train(
            model, TrainingData.Train, validate, File.Exists(place.GetPath(CheckpointWriter.LastFileName)) ? Last(place) : null));
    }

    private static Trainer Trainer(TrainingOptions options, TempFolder place) =>
        Trainer(options, place, TestContext.Current.CancellationToken);

    private static Trainer Trainer(TrainingOptions options, TempFolder place, CancellationToken cancellationToken, params ITrainingCallback[] callbacks) =>
        new(options, new() { CancellationToken = cancellationToken }, [new CheckpointWriter(place.FullPath, Fingerprint), .. callbacks]);

    private static Checkpoint Last(TempFolder place)
    {
        string best = place.GetPath(CheckpointWriter.BestFileName);
        return Checkpoint.Load(place.GetPath(CheckpointWriter.LastFileName), Fingerprint, File.Exists(best) ? best : null);
    }
}
