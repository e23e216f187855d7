using System.Text.Json;
using Elbo.Data;
using Elbo.Data.Readers;
using Elbo.Runs;
using Elbo.Search;

namespace Elbo.Tests.Cli;

/// <summary>The trial's side of the protocol with its worker, in this process.</summary>
[Collection(Models.SequentialTorchTests.Name)]
public sealed class TrialProcessTests(StudyFixture study) : IClassFixture<StudyFixture>
{
    private const string GoneAfter = "";

    private readonly string folder = Path.Combine(study.Folder, $"trial-{Guid.NewGuid():N}");

    [Fact]
    public void It_reports_each_epoch_and_finally_the_value_of_the_best_model()
    {
        TrialMessage[] messages = Run(epochs: 3, "continue", "continue", "continue");

        Assert.Equal([1, 2, 3, null], messages.Select(message => message.Epoch));
        Assert.Equal(messages[..3].Max(message => message.Value), messages[3].Value);
        Assert.Equal(messages[2].Seconds, messages[3].Seconds, 1e-9);
    }

    [Fact]
    public void It_stops_when_the_worker_says_so()
    {
        TrialMessage[] messages = Run(epochs: 3, "continue", "stop");

        Assert.Equal([1, 2, null], messages.Select(message => message.Epoch));
        Assert.Equal(2, RunFolder.Open(folder).Record.Outcome!.Epochs);
    }

    [Fact]
    public void Without_its_worker_it_saves_a_checkpoint_and_another_process_resumes_with_the_same_numbers()
    {
        Assert.Throws<OperationCanceledException>(() => Run(epochs: 3, "continue", GoneAfter));
        Assert.False(RunFolder.Open(folder).Record.Outcome is not null);
        TrialMessage[] after = Run(epochs: 3, "continue", "continue", "continue");
        Directory.Delete(folder, recursive: true);
        TrialMessage[] whole = Run(epochs: 3, "continue", "continue", "continue");

        Assert.Equal(whole.Select(message => (message.Epoch, message.Value)), after.Select(message => (message.Epoch, message.Value)));
    }

    [Fact]
    public void A_finished_trial_is_reported_again_and_not_trained_again()
    {
        TrialMessage[] first = Run(epochs: 2, "continue", "continue");
        DateTime written = File.GetLastWriteTimeUtc(Path.Combine(folder, "last.safetensors"));

        Assert.Equal(first, Run(epochs: 2, "continue", "continue"));
        Assert.Equal(written, File.GetLastWriteTimeUtc(Path.Combine(folder, "last.safetensors")));
    }

    [Fact]
    public void A_run_of_other_options_in_the_folder_is_deleted()
    {
        Run(epochs: 1, "continue");
        TrialMessage[] other = Run(epochs: 1, ["continue"], "options.latentSize=3");

        Assert.Equal(2, other.Length);
        Assert.Equal(3, ((Elbo.Models.MultVaeOptions)RunFolder.Open(folder).Recipe.Options).LatentSize);
    }

    [Fact]
    public void A_metric_other_than_the_training_metric_is_evaluated_too()
    {
        TrialMessage[] messages = Run(epochs: 2, ["continue", "continue"], metric: "recall@5");
        JsonElement evaluated = CliResult.Json("evaluate", folder, "--subset", "validation", "--metrics", "recall@5");

        Assert.Equal(3, messages.Length);
        Assert.Contains(messages[2].Value.ToString("R", System.Globalization.CultureInfo.InvariantCulture), evaluated.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Data_that_has_changed_is_refused() => Assert.Contains(
        "has changed since the study was created",
        Assert.Throws<ElboException>(() => Run(epochs: 1, ["continue"], fingerprint: "f00")).Message,
        StringComparison.Ordinal);

    private TrialMessage[] Run(int epochs, params string[] answers) => Run(epochs, answers, "options.latentSize=4");

    private TrialMessage[] Run(int epochs, string[] answers, string set = "options.latentSize=4", string metric = "ndcg@100", string? fingerprint = null)
    {
        Recipe recipe = Recipe.Read(study.PathOf("tiny.json"), [$"training.epochs={epochs}", set]);
        using HttpClient http = new();
        RunContext context = new() { CancellationToken = TestContext.Current.CancellationToken };
        InteractionDataset data = new DataLoader(http).Load(study.Data, new ReadOptions(), recipe.Preprocessing, context, null);
        TrialRequest request = new()
        {
            Study = "s",
            Number = 1,
            RecipeName = recipe.Name,
            Recipe = JsonSerializer.Deserialize<JsonElement>(recipe.ToJson()),
            Metric = metric,
            Data = study.Data,
            ReadOptions = new ReadOptions(),
            DataFingerprint = fingerprint ?? data.Fingerprint,
            Seed = 7,
            Threads = 1,
            Device = "cpu",
            CommandLine = "elbo search",
        };
        request.WriteTo(folder);
        using RecordingWriter output = new();
        using ScriptedWorker input = new(answers, output);
        new TrialProcess(folder, request, request.ReadTracking(_ => null), context).Run(input, output);
        return [.. output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Select(line => TrialMessage.Parse(line)!)];
    }

    /// <summary>Records the messages; the scripted worker waits for them.</summary>
    private sealed class RecordingWriter : StringWriter
    {
        public SemaphoreSlim Messages { get; } = new(0);

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            Messages.Release();
        }
    }

    /// <summary>A worker that sends its replies and then waits or disconnects.</summary>
    private sealed class ScriptedWorker(string[] answers, RecordingWriter recording) : TextReader
    {
        private readonly ManualResetEventSlim end = new();
        private int next;

        public override string? ReadLine()
        {
            if (next == answers.Length)
            {
                end.Wait();
                return null;
            }

            recording.Messages.Wait();
            string answer = answers[next++];
            return answer == GoneAfter ? null : answer;
        }

        protected override void Dispose(bool disposing)
        {
            end.Set();
            base.Dispose(disposing);
        }
    }
}
