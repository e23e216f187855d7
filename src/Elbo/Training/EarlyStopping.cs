namespace Elbo.Training;

/// <summary>Ends training when the validation metric has not improved for a number of epochs.</summary>
internal sealed class EarlyStopping(int patience) : ITrainingCallback
{
    /// <summary>A run that had run out of patience when it was saved is not continued.</summary>
    public void OnStarted(TrainingContext training) => OnEpochCompleted(training);

    /// <inheritdoc />
    public void OnEpochCompleted(TrainingContext training)
    {
        ArgumentNullException.ThrowIfNull(training);
        if (training.Progress.Best is { } best && training.Progress.Epoch - best.Epoch >= patience)
        {
            training.RequestStop();
        }
    }
}
