namespace Elbo.Training;

/// <summary>Ends a training when the validation metric has not risen for a number of epochs.</summary>
public sealed class EarlyStopping(int patience) : ITrainingCallback
{
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
