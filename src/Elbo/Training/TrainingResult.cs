namespace Elbo.Training;

/// <summary>What a training came to.</summary>
/// <param name="Progress">The epochs it took; for a closed-form model none.</param>
/// <param name="TrainSeconds">Time of all training parts, without validation.</param>
/// <param name="EpochSeconds">Median time of an epoch's training part; for a closed-form model the time to solve it.</param>
public sealed record TrainingResult(TrainingProgress Progress, double TrainSeconds, double EpochSeconds)
{
    /// <summary>The epoch whose weights the model has now; 0 for a closed-form model.</summary>
    public int BestEpoch => Progress.Best?.Epoch ?? Progress.Epoch;
}
