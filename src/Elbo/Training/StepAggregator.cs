namespace Elbo.Training;

/// <summary>
/// Turns the totals of the current epoch into a report at every n-th update. Other updates cost only a division, and
/// means over several updates are less noisy than single values.
/// </summary>
/// <param name="every">Number of updates per report.</param>
internal sealed class StepAggregator(int every)
{
    private TrainingProgress previous = new();

    /// <summary>Starts at the beginning of training or where it resumes.</summary>
    public void Start(TrainingContext training)
    {
        ArgumentNullException.ThrowIfNull(training);
        previous = training.Progress;
    }

    /// <summary>Called after each update: the report if one is due, otherwise null.</summary>
    public StepReport? Next(TrainingContext training)
    {
        ArgumentNullException.ThrowIfNull(training);
        TrainingProgress now = training.Progress;
        if (now.Update % every != 0)
        {
            return null;
        }

        // Totals restart with each epoch.
        TrainingProgress start = previous.Epoch == now.Epoch ? previous : new TrainingProgress();
        previous = now;
        double steps = now.StepInEpoch - start.StepInEpoch;
        return new StepReport(
            now.Update,
            now.Epoch + 1,
            (now.Totals.Loss - start.Totals.Loss) / steps,
            (now.Totals.NegativeLogLikelihood - start.Totals.NegativeLogLikelihood) / steps,
            (now.Totals.Kl - start.Totals.Kl) / steps,
            now.Totals.Beta,
            (now.Totals.Users - start.Totals.Users) / Math.Max(1e-9, now.Totals.Seconds - start.Totals.Seconds));
    }
}

/// <summary>Means over the updates since the previous report, or since the start of the epoch.</summary>
/// <param name="Update">Number of updates so far, over all epochs.</param>
/// <param name="Epoch">The current epoch, counted from 1.</param>
/// <param name="Loss">The loss.</param>
/// <param name="NegativeLogLikelihood">The negative log-likelihood in it.</param>
/// <param name="Kl">KL divergence before its weight; 0 for models without one.</param>
/// <param name="Beta">The KL weight at the last update.</param>
/// <param name="UsersPerSecond">Users per second.</param>
internal sealed record StepReport(
    long Update, int Epoch, double Loss, double NegativeLogLikelihood, double Kl, double Beta, double UsersPerSecond);
