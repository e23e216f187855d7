using Elbo.Data;
using Elbo.Data.Readers;
using Elbo.IO;
using Elbo.Models;
using Elbo.Runs;
using Elbo.Tests.Models;
using Elbo.Training;

namespace Elbo.Tests.Runs;

/// <summary>Runs resumed from copies of their folder, taken between any two writes: what a kill at that moment leaves.</summary>
[Collection(SequentialTorchTests.Name)]
public sealed class ResumeTests : IDisposable
{
    private const int StepsPerEpoch = 4;

    private static readonly InteractionDataset Data = CreateData();

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("mult-vae", "adam")]
    [InlineData("svae", "adagrad")]
    public void A_run_resumed_from_any_state_of_its_folder_ends_with_the_same_numbers(string model, string optimizer)
    {
        Recipe recipe = Recipe.Parse(
            $$$"""
            {"model": "{{{model}}}", "options": {"hiddenSizes": [], "latentSize": 4}, "metrics": ["ndcg@10"],
             "training": {"epochs": 3, "batchSize": 10, "patience": 2, "optimizer": "{{{optimizer}}}"}, "split": {"kind": "held-out-users", "validationUsers": 10, "testUsers": 10}}
            """,
            "test",
            model);
        TrainingJob job = TrainingJob.Create(recipe, Data, new RunContext { Threads = 1 }) with { LogEverySteps = 1 };
        RunFolder whole = Open(job, "whole");
        RunOutcome expected = job.RunIn(whole, []);

        string[] states = CopyBetweenWrites(job);

        // In each of three epochs after every step, and before, between and after the writes of steps, checkpoint and metrics.
        Assert.Equal(3 * (StepsPerEpoch + 4), states.Length);
        Assert.All(states, state =>
        {
            RunFolder resumed = RunFolder.Open(state);
            Assert.Equal(expected.Test, job.RunIn(resumed, []).Test);
            Assert.Equal(Weights(whole), Weights(resumed));
            Assert.Equal(StepsLog.Read(whole.StepsPath).Select(step => (step.Update, step.Loss)), StepsLog.Read(resumed.StepsPath).Select(step => (step.Update, step.Loss)));
            Assert.Equal(MetricsLog.Read(whole.MetricsPath).Select(epoch => epoch.ValidationMetric), MetricsLog.Read(resumed.MetricsPath).Select(epoch => epoch.ValidationMetric));
        });
    }

    private string[] CopyBetweenWrites(TrainingJob job)
    {
        List<string> states = [];
        RunFolder run = Open(job, "killed");
        using Model model = RecipeRunner.CreateModel(job.Recipe, job.Split.Items.Count, job.Context);
        using StepsLog steps = new(run.StepsPath, interval: 1);
        Copier copy = new(() => states.Add(Copy(run.Path)));
        RecipeRunner.Train(
            job.Recipe, model, job.Split, job.Context, [copy, steps, new StepCopier(copy), new CheckpointWriter(run.Path, job.Fingerprint), copy, new MetricsLog(run.MetricsPath), copy]);
        return [.. states];
    }

    private RunFolder Open(TrainingJob job, string name) => job.OpenFolder(folder.GetPath(name), new DataSource("test", new ReadOptions()), "elbo test");

    private string Copy(string source)
    {
        string target = Directory.CreateDirectory(folder.GetPath($"state-{Guid.NewGuid():N}")).FullName;
        foreach (string file in Directory.GetFiles(source))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }

        return target;
    }

    private static string Weights(RunFolder run) => string.Join(
        '\n',
        SafeTensors.Read(run.BestCheckpointPath).Tensors.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {Convert.ToHexString(pair.Value.Bytes.Span)}"));

    /// <summary>60 users with 8 items each: odd users choose odd items, even users even items.</summary>
    private static InteractionDataset CreateData() => new(
        "test",
        new Vocabulary(Enumerable.Range(0, 60).Select(user => $"u{user}")),
        new Vocabulary(Enumerable.Range(0, 20).Select(item => $"i{item}")),
        InteractionMatrix.FromRows(
            Enumerable.Range(0, 60).Select(user => (IReadOnlyList<int>)[.. Enumerable.Range(0, 8).Select(i => (2 * ((user + (3 * i)) % 10)) + (user % 2))]), 20));

    private sealed class Copier(Action copy) : ITrainingCallback
    {
        public void OnEpochCompleted(TrainingContext training) => copy();
    }

    private sealed class StepCopier(Copier copier) : ITrainingCallback
    {
        public void OnStepCompleted(TrainingContext training) => copier.OnEpochCompleted(training);

        public void OnEpochCompleted(TrainingContext training) => copier.OnEpochCompleted(training);
    }
}
