using Elbo.Training;

namespace Elbo.Tracking;

/// <summary>The files of a run folder that trackers keep.</summary>
internal static class TrackedFiles
{
    private static readonly string[] FileNames = ["run.json", "recipe.json", "metrics.jsonl", "steps.jsonl", "test-users.json"];

    /// <summary>Those that are there, the weights of the best epoch only where asked for: they are as large as the model.</summary>
    public static IReadOnlyList<string> Find(string folder, bool includeWeights) =>
        [.. FileNames.Concat(includeWeights ? [CheckpointWriter.BestFileName] : []).Select(name => Path.Combine(folder, name)).Where(File.Exists)];
}
