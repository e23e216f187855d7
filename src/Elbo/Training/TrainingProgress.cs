namespace Elbo.Training;

/// <summary>How far a training is: with the model's and the optimiser's state, all that is needed to go on exactly.</summary>
public sealed record TrainingProgress
{
    /// <summary>Epochs completed.</summary>
    public int Epoch { get; init; }

    /// <summary>Batches done in the epoch under way, over its phases and passes.</summary>
    public int StepInEpoch { get; init; }

    /// <summary>Updates made over all epochs.</summary>
    public long Update { get; init; }

    /// <summary>Sums over the steps of the epoch under way.</summary>
    public EpochTotals Totals { get; init; } = new(0, 0, 0, 0, 0, 0);

    /// <summary>The epochs completed.</summary>
    public IReadOnlyList<EpochReport> History { get; init; } = [];

    /// <summary>The completed epoch with the best validation metric, the earlier of equals; null before the first or without validation.</summary>
    public EpochReport? Best => History.Where(report => report.ValidationMetric is not null).MaxBy(report => report.ValidationMetric);
}
