using Elbo.Training;

namespace Elbo.Tracking;

/// <summary>The files of a run folder that trackers keep.</summary>
internal static class RunFiles
{
    private static readonly string[] Small = ["run.json", "recipe.json", "metrics.jsonl", "steps.jsonl", "test-users.json"];

    /// <summary>Those that are there, the weights of the best epoch only where asked for: they are as large as the model.</summary>
    public static IReadOnlyList<string> Of(string folder, bool weights) =>
        [.. Small.Concat(weights ? [CheckpointWriter.BestFile] : []).Select(name => Path.Combine(folder, name)).Where(File.Exists)];
}
