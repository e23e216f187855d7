namespace Elbo.Training;

/// <summary>Ends a training when the validation metric has not risen for a number of epochs.</summary>
public sealed class EarlyStopping(int patience) : ITrainingCallback
{
    /// <summary>A training that had run out of patience when it was saved is not taken any further.</summary>
    public void Started(TrainingRun run) => EpochEnded(run);

    /// <inheritdoc />
    public void EpochEnded(TrainingRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Progress.Best is { } best && run.Progress.Epoch - best.Epoch >= patience)
        {
            run.Stop();
        }
    }
}
