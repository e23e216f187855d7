using System.Text.Json;
using System.Text.Json.Nodes;
using Elbo.Data.Readers;
using Elbo.Search;

namespace Elbo.Tests.Search;

/// <summary>The outcome of a trial for different behaviours of its process, which is a shell script.</summary>
public sealed class ProcessTrialRunnerTests : IDisposable
{
    private static readonly TrialLease Trial = new("s", 3, 1, new Dictionary<string, JsonNode?>());

    private readonly string folder = Directory.CreateTempSubdirectory("elbo-process-").FullName;
    private readonly List<TrialMetric> points = [];
    private readonly Tracking.RecordingLogger logger = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Epochs_are_forwarded_and_replied_to_and_the_last_line_is_the_outcome()
    {
        TrialOutcome outcome = Run("""
            echo '{"epoch":1,"value":0.25,"seconds":1.5}'; read first
            echo 'a native library says something'; echo '{not json'
            echo '{"epoch":2,"value":0.5,"seconds":3}'; read second
            echo "$first $second" > "$0/answers"
            echo '{"value":0.5,"seconds":3}'
            """, point => point.Epoch < 2);

        Assert.Equal(new TrialOutcome(TrialState.Completed, 0.5, 3, null), outcome);
        Assert.Equal([new TrialMetric(1, 0.25, 1.5), new TrialMetric(2, 0.5, 3)], points);
        Assert.Equal("continue stop\n", File.ReadAllText(Path.Combine(folder, "trial-0003", "answers")));
    }

    [Theory]
    [InlineData("kill -9 $$", "was killed (signal 9), as happens when memory runs out")]
    [InlineData("kill -SEGV $$", "crashed (signal 11)")]
    [InlineData("echo 'loss is NaN in epoch 2' >&2; exit 1", "loss is NaN in epoch 2")]
    [InlineData("echo 'no libtorch' >&2; exit 3", "ended with exit code 3: no libtorch")]
    [InlineData("exit 0", "ended without a result")]
    [InlineData("echo '{\"level\":\"info\"}'", "ended without a result")]
    [InlineData("echo 'warning: a tracker is down' >&2; echo 'the disk is full' >&2; exit 1", "the disk is full")]
    [InlineData("echo '{\"value\":0.5,\"seconds\":3}'; kill -9 $$", "was killed (signal 9), as happens when memory runs out")]
    public void A_failing_process_fails_its_trial_with_the_reason(string script, string error)
    {
        TrialOutcome outcome = Run(script);

        Assert.Equal((TrialState.Failed, null, error), (outcome.State, outcome.Value, outcome.Error));
    }

    [Fact]
    public void A_full_disk_interrupts_the_study_instead_of_failing_its_trials() => Assert.Equal(
        "run.json: cannot be written (no space left); the study is interrupted: fix this, then continue it with --resume",
        Assert.Throws<ElboException>(() => Run($"echo 'run.json: cannot be written (no space left)' >&2; exit {TrialProcess.SystemErrorExitCode}")).Message);

    [Fact]
    public void A_failed_trial_keeps_its_training_time() => Assert.Equal(
        1.5,
        Run("""echo '{"epoch":1,"value":0.25,"seconds":1.5}'; read answer; kill -9 $$""").Seconds);

    [Fact]
    public void A_cancelled_process_sees_the_end_of_its_input_and_can_save()
    {
        using CancellationTokenSource source = new();
        Assert.Throws<OperationCanceledException>(() => Run("""
            echo '{"epoch":1,"value":0.25,"seconds":1.5}'
            while read answer; do :; done
            echo saved > "$0/saved"; exit 130
            """, _ => { source.Cancel(); return true; }, source.Token));

        Assert.Equal("saved\n", File.ReadAllText(Path.Combine(folder, "trial-0003", "saved")));
    }

    [Fact]
    public void A_lost_trial_sees_the_end_of_input_instead_of_a_stop_reply()
    {
        using CancellationTokenSource source = new();
        using ManualResetEventSlim cancelling = new();
        using ManualResetEventSlim secondEpochReported = new();
        Thread? other = null;
        Assert.Throws<OperationCanceledException>(() => Run(
            """
            echo '{"epoch":1,"value":0.25,"seconds":1.5}'; echo '{"epoch":2,"value":0.5,"seconds":3}'
            read answer; echo "answer: $answer" > "$0/answer"; exit 130
            """,
            point =>
            {
                if (point.Epoch == 2)
                {
                    secondEpochReported.Set();
                    return true;
                }

                // Cancelled elsewhere, for example by a heartbeat: the callback registered last is called first.
                source.Token.Register(() =>
                {
                    cancelling.Set();
                    secondEpochReported.Wait();
                });
                other = new Thread(source.Cancel);
                other.Start();
                cancelling.Wait();
                return false;
            },
            source.Token));
        other!.Join();

        Assert.Equal("answer: \n", File.ReadAllText(Path.Combine(folder, "trial-0003", "answer")));
    }

    [Fact]
    public void Warnings_of_trials_are_forwarded_once()
    {
        Run("echo 'warning: mlflow is down' >&2; echo 'warning: mlflow is down' >&2; echo 'warning: so is comet' >&2; exit 1");

        Assert.Equal(["mlflow is down", "so is comet"], logger.Warnings);
    }

    [Fact]
    public void The_process_finds_the_recipe_of_its_trial_in_its_folder()
    {
        Run("exit 0");
        TrialRequest request = TrialRequest.ReadFrom(Path.Combine(folder, "trial-0003"));

        Assert.Equal((3, "tiny", "ndcg@10", 7L, 2), (request.Number, request.ReadRecipe().Name, request.Metric, request.Seed, request.Threads));
        Assert.Equal(SearchSpaceFixtures.Recipe.ToJson(), request.ReadRecipe().ToJson());
    }

    [Fact]
    public void A_program_that_cannot_be_started_is_an_error() => Assert.Contains(
        "cannot be started",
        Assert.Throws<ElboException>(() => new ProcessTrialRunner(folder, Request, [Path.Combine(folder, "nothing")], logger)
            .Run(Trial, SearchSpaceFixtures.Recipe, _ => true, TestContext.Current.CancellationToken)).Message,
        StringComparison.Ordinal);

    private static TrialRequest Request => new()
    {
        Study = "s",
        Number = 0,
        RecipeName = "tiny",
        Recipe = JsonSerializer.Deserialize<JsonElement>(SearchSpaceFixtures.Recipe.ToJson()),
        Metric = "ndcg@10",
        Data = "data.csv",
        ReadOptions = new ReadOptions(),
        DataFingerprint = "f00",
        Seed = 7,
        Threads = 2,
        Device = "cpu",
        CommandLine = "elbo search",
    };

    private TrialOutcome Run(string script, Func<TrialMetric, bool>? report = null, CancellationToken? cancellationToken = null)
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "/bin/sh is missing");

        // The shell's $0 is the trial's folder.
        return new ProcessTrialRunner(folder, Request, ["/bin/sh", "-c", script], logger).Run(
            Trial,
            SearchSpaceFixtures.Recipe,
            point =>
            {
                points.Add(point);
                return report?.Invoke(point) ?? true;
            },
            cancellationToken ?? TestContext.Current.CancellationToken);
    }
}
