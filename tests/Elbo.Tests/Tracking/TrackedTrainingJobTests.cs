using Elbo.Data;
using Elbo.Data.Readers;
using Elbo.Data.Splits;
using Elbo.Data.Synthetic;
using Elbo.Runs;
using Elbo.Tests.Models;
using Elbo.Tests.Training;
using Elbo.Tracking;
using Elbo.Training;

namespace Elbo.Tests.Tracking;

/// <summary>Complete training runs with trackers.</summary>
[Collection(SequentialTorchTests.Name)]
public sealed class TrackedTrainingJobTests : IDisposable
{
    private static readonly InteractionDataset Data = SyntheticDataset.Create();

    private static readonly Recipe Recipe = Recipe.Parse(
        """
        {
          "model": "autoencoder", "options": {"latentSize": 4}, "training": {"epochs": 3, "batchSize": 100, "patience": null},
          "split": {"kind": "held-out-users", "validationUsers": 100, "testUsers": 100}, "metrics": ["ndcg@10"]
        }
        """,
        "test",
        "tiny");

    private static readonly string[] Environment = ["os", "architecture", "processor", "processors", "memory", "dotnet", "elbo", "torchsharp"];

    private static readonly Split Split = Recipe.Split(Data);

    private readonly TempFolder place = new();
    private readonly RecordingLogger logger = new();

    public void Dispose() => place.Dispose();

    private string Folder => place.GetPath("run");

    [Fact]
    public void TensorBoard_shows_the_metrics_of_the_run_folder()
    {
        RunOutcome outcome = Run(new TrackingOptions { Trackers = ["tensorboard"], LogEverySteps = 6 });
        RunFolder folder = RunFolder.Open(Folder);
        StepReport[] steps = [.. StepsLog.Read(folder.StepsPath)];
        EventFile events = EventFile.Read(Assert.Single(Directory.GetFiles(Path.Combine(Folder, "tensorboard"))));

        // 1,800 users in batches of 100 are 18 steps an epoch, and every sixth is logged.
        Assert.Equal([6L, 12, 18, 24, 30, 36, 42, 48, 54], steps.Select(step => step.Update));
        Assert.Equal([1, 1, 1, 2, 2, 2, 3, 3, 3], steps.Select(step => step.Epoch));
        Assert.Equal(steps.Select(step => (step.Update, (float)step.Loss)), Scalars(events, "train/loss"));
        double[] losses = [.. File.ReadAllLines(folder.MetricsPath).Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("loss").GetDouble())];
        Assert.Equal(losses.Select((loss, epoch) => (18L * (epoch + 1), (float)loss)), Scalars(events, "epoch/loss"));
        Assert.Equal([(54L, (float)outcome.Test["ndcg@10"])], Scalars(events, "test/ndcg@10"));
        Assert.Equal(outcome.ValidationMetric!.Value, Scalars(events, "validation/ndcg@100").Max(scalar => scalar.Value), 1e-6);

        // The mean over an epoch is the mean over its logged steps.
        Assert.Equal(losses[0], steps[..3].Average(step => step.Loss), 1e-9);
    }

    [Fact]
    public void A_run_on_a_server_has_its_metrics_parameters_and_files()
    {
        using MlflowStub server = new();
        RunOutcome outcome = Run(TrackerHarness.Options(server) with { Trackers = ["mlflow"], UploadWeights = true });

        Assert.Empty(server.Faults);
        Assert.Empty(logger.Warnings);
        MlflowStub.Run run = Assert.Single(server.Runs);
        Assert.Equal("FINISHED", run.Status);
        Assert.Equal(("autoencoder", "4", "3", "held-out-users", "7"), (run.Parameters["model"], run.Parameters["options.latentSize"], run.Parameters["training.epochs"], run.Parameters["split.kind"], run.Parameters["seed"]));
        Assert.Equal((Data.Fingerprint, "elbo test", "true"), (run.Tags["dataFingerprint"], run.Tags["command"], run.Tags["synthetic"]));
        Assert.All(Environment, name => Assert.NotEmpty(run.Tags[name]));
        Assert.Contains(("test/ndcg_at_10", outcome.Test["ndcg@10"], 54L), run.Metrics);
        Assert.Equal(["best.safetensors", "metrics.jsonl", "recipe.json", "run.json", "steps.jsonl", "test-users.json"], run.Files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(File.ReadAllBytes(Path.Combine(Folder, "run.json")), run.Files["run.json"]);
    }

    [Fact]
    public void A_closed_form_model_is_tracked_without_steps()
    {
        using MlflowStub server = new();
        Recipe ease = Recipe.Parse("""{"model": "ease", "metrics": ["ndcg@10"]}""", "test", "ease");
        TrainingJob execution = new(ease, Data, Split, Context);
        new TrackedTrainingJob(execution, TrackerHarness.Options(server) with { Trackers = ["mlflow"] }).RunIn(OpenFolder(execution), []);

        Assert.Equal("test/ndcg_at_10", Assert.Single(Assert.Single(server.Runs).Metrics).Key);
        Assert.False(File.Exists(Path.Combine(Folder, "steps.jsonl")));
    }

    [Fact]
    public void A_cancelled_run_has_status_killed_and_resumes_as_the_same_run()
    {
        using MlflowStub server = new();
        TrackingOptions options = TrackerHarness.Options(server) with { Trackers = ["mlflow"], LogEverySteps = 1 };
        using CancellationTokenSource source = new();
        CallbackProbe cancel = new() { OnStep = run => Cancel(run, at: 25, source) };
        Assert.Throws<OperationCanceledException>(() => Run(Context with { CancellationToken = source.Token }, options, cancel));
        Assert.Equal("KILLED", Assert.Single(server.Runs).Status);
        Run(options);

        MlflowStub.Run run = Assert.Single(server.Runs);
        Assert.Equal("FINISHED", run.Status);
        Assert.Equal(Enumerable.Range(1, 54).Select(update => (long)update), run.Metrics.Where(metric => metric.Key == "train/loss").Select(metric => metric.Step));
        Assert.Equal(Enumerable.Range(1, 54).Select(update => (long)update), StepsLog.Read(Path.Combine(Folder, "steps.jsonl")).Select(step => step.Update));
    }

    [Fact]
    public void A_failing_run_has_status_failed()
    {
        using MlflowStub server = new();
        CallbackProbe fail = new() { OnStep = run => throw new ElboException("the disk is full") };
        Assert.Throws<ElboException>(() => Run(Context, TrackerHarness.Options(server) with { Trackers = ["mlflow"] }, fail));

        Assert.Equal("FAILED", Assert.Single(server.Runs).Status);
    }

    [Fact]
    public void A_finished_run_is_not_reported_again()
    {
        using MlflowStub server = new();
        TrackingOptions options = TrackerHarness.Options(server) with { Trackers = ["mlflow"] };
        Run(options);
        int requests = server.Server.Requests.Count;
        Run(options);

        Assert.Equal(requests, server.Server.Requests.Count);
    }

    [Fact]
    public void A_tracker_that_throws_is_disabled_and_training_continues()
    {
        ThrowingTracker throwing = new();
        RecordingTracker remembering = new();
        using (TrackingCallback tracking = new([throwing, remembering], Folder, new TrackingOptions { LogEverySteps = 18 }, Context))
        {
            TrainingJob job = new(Recipe, Data, Split, Context);
            RunOutcome outcome = job.RunIn(OpenFolder(job), [tracking]);
            tracking.Complete(outcome);
        }

        Assert.Equal("throwing is disabled for the rest of this run: out of ink", Assert.Single(logger.Warnings));
        Assert.Equal(1, throwing.CallCount);
        Assert.Equal(["started", "Step 18", "Epoch 18", "Step 36", "Epoch 36", "Step 54", "Epoch 54", "Test 54", "Finished", "disposed"], remembering.Heard);
    }

    private static void Cancel(TrainingContext run, int at, CancellationTokenSource source)
    {
        if (run.Progress.Update == at)
        {
            source.Cancel();
        }
    }

    private static IEnumerable<(long Step, float Value)> Scalars(EventFile events, string tag) =>
        events.Scalars.Where(scalar => scalar.Tag == tag).Select(scalar => (scalar.Step, scalar.Value));

    private RunContext Context => new() { Seed = 7, Threads = 1, Logger = logger, CancellationToken = TestContext.Current.CancellationToken };

    private RunOutcome Run(TrackingOptions options) => Run(Context, options);

    private RunOutcome Run(RunContext context, TrackingOptions options, params ITrainingCallback[] callbacks)
    {
        TrainingJob job = new(Recipe, Data, Split, context);
        return new TrackedTrainingJob(job, options).RunIn(OpenFolder(job), callbacks);
    }

    private RunFolder OpenFolder(TrainingJob job) => job.OpenFolder(Folder, new DataSource("sample", new ReadOptions()), "elbo test");

    private sealed class ThrowingTracker : ITracker
    {
        public string Name => "throwing";

        public int CallCount { get; private set; }

        public void Start(RunMetadata run)
        {
            CallCount++;
            throw new IOException("out of ink");
        }

        public void Log(MetricPoint point) => CallCount++;

        public void Complete(RunCompletion completion) => CallCount++;

        public void Dispose()
        {
        }
    }

    private sealed class RecordingTracker : ITracker
    {
        public string Name => "remembering";

        public List<string> Heard { get; } = [];

        public void Start(RunMetadata run) => Heard.Add("started");

        public void Log(MetricPoint point) => Heard.Add($"{point.Scope} {point.Update}");

        public void Complete(RunCompletion completion) => Heard.Add($"{completion.Status}");

        public void Dispose() => Heard.Add("disposed");
    }
}
