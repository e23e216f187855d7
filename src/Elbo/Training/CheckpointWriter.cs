using Elbo.Models;

namespace Elbo.Training;

/// <summary>Keeps the best and the last state of a training in a folder.</summary>
/// <param name="folder">Where to.</param>
/// <param name="fingerprint">Of the data and the options.</param>
public sealed class CheckpointWriter(string folder, string fingerprint) : ITrainingCallback
{
    /// <summary>The weights of the best epoch so far; of a closed-form model, its solution.</summary>
    public const string BestFile = "best.safetensors";

    /// <summary>The latest state, from which training goes on.</summary>
    public const string LastFile = "last.safetensors";

    /// <inheritdoc />
    public void EpochEnded(TrainingRun run)
    {
        ArgumentNullException.ThrowIfNull(run);

        // Best first: killed between the two, the epoch is done again and writes the same best once more.
        if (run.Progress.Best is null || run.Progress.Best == run.Progress.History[^1])
        {
            Checkpoint.Save(Path.Combine(folder, BestFile), run.Model, run.Progress, fingerprint);
        }

        SaveLast(run);
    }

    /// <inheritdoc />
    public void Interrupted(TrainingRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        SaveLast(run);
    }

    /// <inheritdoc />
    public void Ended(TrainingRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Model is ClosedFormModel)
        {
            Checkpoint.Save(Path.Combine(folder, BestFile), run.Model, run.Progress, fingerprint);
        }
    }

    private void SaveLast(TrainingRun run) =>
        Checkpoint.Save(Path.Combine(folder, LastFile), run.Model, run.Progress, fingerprint, run.SaveOptimizers());
}
