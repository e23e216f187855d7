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
    public void Many_interruptions_do_not_change_the_result(string name, OptimizerKind optimizer)
    {
        TrainingOptions options = Options with { Optimizer = optimizer };
        using GradientModel straight = TrainingData.Create(name);
        TrainingResult expected = new Trainer(options, new()).Train(straight, TrainingData.Train, TrainingData.Validate);

        // 33 users in batches of 8 are 5 updates per epoch. Interrupted within the first epoch, at the end of one, and just before the end.
        using TempFolder folder = new();
        foreach (int update in new[] { 2, 5, 8, 9, 20, 29 })
        {
            TrainUntil(update, name, options, folder, TrainingData.Validate);
        }

        using GradientModel resumed = TrainingData.Create(name);
        TrainingResult result = Trainer(options, folder).Train(resumed, TrainingData.Train, TrainingData.Validate, Last(folder));

        Assert.Equal(TrainingData.WithoutTimes(expected.Progress), TrainingData.WithoutTimes(result.Progress));
        Assert.Equal(TrainingData.Weights(straight), TrainingData.Weights(resumed));
        Assert.Equal(30, result.Progress.Update);
    }

    [Fact]
    public void Without_validation_the_resumed_model_ends_with_its_last_weights()
    {
        using GradientModel straight = TrainingData.Create("mult-vae");
        new Trainer(Options, new()).Train(straight, TrainingData.Train);

        using TempFolder folder = new();
        TrainUntil(17, "mult-vae", Options, folder, validate: null);
        using GradientModel resumed = TrainingData.Create("mult-vae");
        Trainer(Options, folder).Train(resumed, TrainingData.Train, validate: null, resume: Last(folder));

        Assert.Equal(TrainingData.Weights(straight), TrainingData.Weights(resumed));
    }

    [Fact]
    public void A_finished_training_is_not_trained_further()
    {
        using TempFolder folder = new();
        using GradientModel model = TrainingData.Create("mult-vae");
        Trainer(Options, folder).Train(model, TrainingData.Train, TrainingData.Validate);

        using GradientModel resumed = TrainingData.Create("mult-vae");
        TrainingResult result = Trainer(Options, folder).Train(resumed, TrainingData.Train, TrainingData.Validate, Last(folder));

        Assert.Equal(30, result.Progress.Update);
        Assert.Equal(TrainingData.Weights(model), TrainingData.Weights(resumed));
    }

    [Fact]
    public void A_training_that_ran_out_of_patience_is_not_trained_further()
    {
        TrainingOptions options = Options with { Patience = 2 };
        using TempFolder folder = new();
        using GradientModel model = TrainingData.Create("mult-vae");
        int epoch = 0;
        TrainingResult stopped = Trainer(options, folder).Train(model, TrainingData.Train, _ => -++epoch);
        Assert.Equal(3, stopped.Progress.Epoch);

        using GradientModel resumed = TrainingData.Create("mult-vae");
        TrainingResult result = Trainer(options, folder).Train(resumed, TrainingData.Train, _ => -++epoch, Last(folder));

        Assert.Equal(3, result.Progress.Epoch);
        Assert.Equal(TrainingData.Weights(model), TrainingData.Weights(resumed));
    }

    [Fact]
    public void A_cancelled_validation_is_repeated()
    {
        using GradientModel straight = TrainingData.Create("mult-vae");
        TrainingResult expected = new Trainer(Options, new()).Train(straight, TrainingData.Train, TrainingData.Validate);

        using TempFolder folder = new();
        using (GradientModel model = TrainingData.Create("mult-vae"))
        {
            Assert.Throws<OperationCanceledException>(() => Trainer(Options, folder).Train(
                model, TrainingData.Train, _ => throw new OperationCanceledException()));
        }

        using GradientModel resumed = TrainingData.Create("mult-vae");
        TrainingResult result = Trainer(Options, folder).Train(
            resumed, TrainingData.Train, TrainingData.Validate, Checkpoint.Load(folder.GetPath(CheckpointWriter.LastFileName), Fingerprint));

        Assert.Equal(TrainingData.WithoutTimes(expected.Progress), TrainingData.WithoutTimes(result.Progress));
        Assert.Equal(TrainingData.Weights(straight), TrainingData.Weights(resumed));
    }

    [Fact]
    public void Training_cannot_resume_from_the_best_weights_only()
    {
        using TempFolder folder = new();
        using GradientModel model = TrainingData.Create("mult-vae");
        Trainer(Options, folder).Train(model, TrainingData.Train, TrainingData.Validate);
        Checkpoint best = Checkpoint.Load(folder.GetPath(CheckpointWriter.BestFileName), Fingerprint);

        ElboException error = Assert.Throws<ElboException>(
            () => new Trainer(Options, new()).Train(model, TrainingData.Train, TrainingData.Validate, best));

        Assert.Contains(CheckpointWriter.LastFileName, error.Message, StringComparison.Ordinal);
    }

    /// <summary>Like a new process: resumes from the files of the folder, if there are any, and stops at an update.</summary>
    private static void TrainUntil(int update, string name, TrainingOptions options, TempFolder folder, Func<Model, double>? validate)
    {
        using CancellationTokenSource source = new();
        using GradientModel model = TrainingData.Create(name);
        CallbackProbe probe = new()
        {
            OnStep = training =>
            {
                if (training.Progress.Update == update)
                {
                    source.Cancel();
                }
            },
        };
        Assert.Throws<OperationCanceledException>(() => Trainer(options, folder, source.Token, probe).Train(
            model, TrainingData.Train, validate, File.Exists(folder.GetPath(CheckpointWriter.LastFileName)) ? Last(folder) : null));
    }

    private static Trainer Trainer(TrainingOptions options, TempFolder folder) =>
        Trainer(options, folder, TestContext.Current.CancellationToken);

    private static Trainer Trainer(TrainingOptions options, TempFolder folder, CancellationToken cancellationToken, params ITrainingCallback[] callbacks) =>
        new(options, new() { CancellationToken = cancellationToken }, [new CheckpointWriter(folder.FullPath, Fingerprint), .. callbacks]);

    private static Checkpoint Last(TempFolder folder)
    {
        string best = folder.GetPath(CheckpointWriter.BestFileName);
        return Checkpoint.Load(folder.GetPath(CheckpointWriter.LastFileName), Fingerprint, File.Exists(best) ? best : null);
    }
}
