namespace Elbo.Training;

/// <summary>The progress of training; with the state of model and optimizers this is all that an exact resume needs.</summary>
public sealed record TrainingProgress
{
    /// <summary>Number of completed epochs.</summary>
    public int Epoch { get; init; }

    /// <summary>Completed batches of the current epoch, over its phases and passes.</summary>
    public int StepInEpoch { get; init; }

    /// <summary>Number of updates over all epochs.</summary>
    public long Update { get; init; }

    /// <summary>Totals over the steps of the current epoch.</summary>
    public EpochTotals Totals { get; init; } = new(0, 0, 0, 0, 0, 0);

    /// <summary>The completed epochs.</summary>
    public IReadOnlyList<EpochReport> History { get; init; } = [];

    /// <summary>The completed epoch with the best validation metric, the earlier one if equal; null before the first epoch or without validation.</summary>
    public EpochReport? Best => History.Where(report => report.ValidationMetric is not null).MaxBy(report => report.ValidationMetric);
}

/// <summary>Totals over the completed steps of the current epoch.</summary>
/// <param name="Loss">Sum of the loss.</param>
/// <param name="NegativeLogLikelihood">Sum of the negative log-likelihood.</param>
/// <param name="Kl">Sum of the KL divergence.</param>
/// <param name="Beta">The latest beta, not a sum.</param>
/// <param name="Users">Number of users trained on.</param>
/// <param name="Seconds">Elapsed time.</param>
public sealed record EpochTotals(double Loss, double NegativeLogLikelihood, double Kl, double Beta, int Users, double Seconds);

/// <summary>The results of one epoch.</summary>
/// <param name="Epoch">Counted from 1.</param>
/// <param name="Loss">Mean loss over the updates.</param>
/// <param name="NegativeLogLikelihood">The negative log-likelihood in it.</param>
/// <param name="Kl">Mean KL divergence before its weight; 0 for models without one.</param>
/// <param name="Beta">The KL weight at the last update.</param>
/// <param name="ValidationMetric">The validation metric after the epoch; null without validation users.</param>
/// <param name="Seconds">Training time, without validation.</param>
/// <param name="Users">Number of users trained on.</param>
public sealed record EpochReport(
    int Epoch, double Loss, double NegativeLogLikelihood, double Kl, double Beta, double? ValidationMetric, double Seconds, int Users);
