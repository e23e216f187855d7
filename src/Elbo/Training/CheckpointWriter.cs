using Elbo.Models;

namespace Elbo.Training;

/// <summary>Saves the best and the latest state of training in a folder.</summary>
/// <param name="folder">The folder.</param>
/// <param name="fingerprint">Fingerprint of data and options.</param>
internal sealed class CheckpointWriter(string folder, string fingerprint) : ITrainingCallback
{
    /// <summary>The weights of the best epoch so far; of a closed-form model, its solution.</summary>
    public const string BestFileName = "best.safetensors";

    /// <summary>The latest state, from which training resumes.</summary>
    public const string LastFileName = "last.safetensors";

    /// <inheritdoc />
    public void OnEpochCompleted(TrainingContext training)
    {
        ArgumentNullException.ThrowIfNull(training);

        // The best first: if the process is killed between the two, the repeated epoch writes the same best again.
        if (training.Progress.Best is null || training.Progress.Best == training.Progress.History[^1])
        {
            Checkpoint.Save(Path.Combine(folder, BestFileName), training.Model, training.Progress, fingerprint);
        }

        SaveLast(training);
    }

    /// <inheritdoc />
    public void OnInterrupted(TrainingContext training)
    {
        ArgumentNullException.ThrowIfNull(training);
        SaveLast(training);
    }

    /// <inheritdoc />
    public void OnCompleted(TrainingContext training)
    {
        ArgumentNullException.ThrowIfNull(training);
        if (training.Model is ClosedFormModel)
        {
            Checkpoint.Save(Path.Combine(folder, BestFileName), training.Model, training.Progress, fingerprint);
        }
    }

    private void SaveLast(TrainingContext training) =>
        Checkpoint.Save(Path.Combine(folder, LastFileName), training.Model, training.Progress, fingerprint, training.SaveOptimizers());
}
