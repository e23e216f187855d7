using Elbo.Data;
using Elbo.Models;
using Elbo.Training;
using static TorchSharp.torch;

namespace Elbo.Tests.Training;

/// <summary>Small data, models and callbacks for tests of the trainer.</summary>
internal static class TrainingData
{
    public const int Items = 20;

    /// <summary>33 users with 2 to 8 of 20 items.</summary>
    public static InteractionMatrix Train { get; } = InteractionMatrix.FromRows(
        Enumerable.Range(0, 33).Select(user =>
        {
            int[] items = [.. Enumerable.Range(0, Items)];
            new DeterministicRandom(3, user).Shuffle<int>(items);
            return items[..(2 + (user % 7))];
        }),
        Items);

    public static GradientModel Create(string name)
    {
        manual_seed(11);
        return name == "svae"
            ? new Svae(new(Items), new() { EmbeddingSize = 6, RecurrentSize = 5, HiddenSizes = [4], LatentSize = 3, EmbeddingDropout = 0.1 })
            : new MultVae(new(Items), new() { HiddenSizes = [8], LatentSize = 4 });
    }

    /// <summary>All weights in the order of their names.</summary>
    public static float[] Weights(Model model) =>
        [.. model.State.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => pair.Value.data<float>().ToArray())];

    /// <summary>An artificial validation metric that depends on the weights, so that a wrong weight changes the history.</summary>
    public static double Validate(Model model) => Weights(model).Sum(Math.Abs) % 1;

    /// <summary>Reports without times, which differ between runs.</summary>
    public static IEnumerable<EpochReport> WithoutTimes(TrainingProgress progress) => progress.History.Select(report => report with { Seconds = 0 });
}

/// <summary>Calls an action after each step or epoch.</summary>
internal sealed class CallbackProbe : ITrainingCallback
{
    public Action<TrainingContext> OnStep { get; init; } = _ => { };

    public Action<TrainingContext> OnEpoch { get; init; } = _ => { };

    public void OnStepCompleted(TrainingContext training) => OnStep(training);

    public void OnEpochCompleted(TrainingContext training) => OnEpoch(training);
}
