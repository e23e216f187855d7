using Elbo.Models;
using Elbo.Runs;
using Elbo.Tests.Models;
using Elbo.Tests.Training;
using Elbo.Training;

namespace Elbo.Tests.Runs;

[Collection(SequentialTorchTests.Name)]
public sealed class StepsLogTests : IDisposable
{
    private static readonly TrainingOptions Options = new() { Epochs = 3, BatchSize = 8, Patience = null };

    private readonly TempFolder place = new();

    public void Dispose() => place.Dispose();

    private string File => place.GetPath("steps.jsonl");

    [Fact]
    public void A_logged_step_is_the_mean_of_its_steps_within_one_epoch()
    {
        // 33 users in batches of 8: 5 updates per epoch. Every third of 15: 3 (1-3), 6 (6), 9 (7-9), 12 (11-12), 15 (13-15).
        List<double> losses = [];
        double before = 0;
        StepReport[] reports = Train(3, run =>
        {
            before = run.Progress.StepInEpoch == 1 ? 0 : before;
            losses.Add(run.Progress.Totals.Loss - before);
            before = run.Progress.Totals.Loss;
        });

        Assert.Equal([(3L, 1), (6, 2), (9, 2), (12, 3), (15, 3)], reports.Select(report => (report.Update, report.Epoch)));
        double[] expected = [losses[..3].Average(), losses[5], losses[6..9].Average(), losses[10..12].Average(), losses[12..15].Average()];
        Assert.All(expected.Zip(reports), pair => Assert.Equal(pair.First, pair.Second.Loss, 1e-6));
        Assert.All(reports, report => Assert.True(report.UsersPerSecond > 0));
    }

    [Fact]
    public void Steps_after_the_checkpoint_and_a_partial_line_are_rewritten()
    {
        Train(1, _ => { });
        string[] whole = System.IO.File.ReadAllLines(File);
        Assert.Equal(15, whole.Length);

        // Training resumes from update 5, while the file has 7 complete lines and a partial one.
        System.IO.File.WriteAllText(File, string.Join('\n', whole[..7]) + "\n" + whole[7][..20]);
        using GradientModel model = TrainingData.Create("mult-vae");
        using StepsLog log = new(File, 1);
        TrainingContext run = new(model, Options, new TrainingProgress { Epoch = 1, Update = 5 }, 5, () => new Dictionary<string, Elbo.IO.TensorData>());
        log.OnStarted(run);
        run.Progress = run.Progress with { Update = 6, StepInEpoch = 1, Totals = new EpochTotals(2, 1, 0, 0, 8, 0.5) };
        log.OnStepCompleted(run);
        log.OnEpochCompleted(run);

        StepReport[] now = [.. StepsLog.Read(File)];
        Assert.Equal([1L, 2, 3, 4, 5, 6], now.Select(report => report.Update));
        Assert.Equal(new StepReport(6, 2, 2, 1, 0, 0, 16), now[^1]);
    }

    private StepReport[] Train(int every, Action<TrainingContext> onStep)
    {
        using GradientModel model = TrainingData.Create("mult-vae");
        using (StepsLog log = new(File, every))
        {
            new Trainer(Options, new(), [log, new CallbackProbe { OnStep = onStep }]).Train(model, TrainingData.Train);
        }

        return [.. StepsLog.Read(File)];
    }
}
