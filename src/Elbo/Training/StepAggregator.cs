namespace Elbo.Training;

/// <summary>
/// Turns the sums of the epoch under way into a report at every n-th update. It costs the other updates a division, and
/// means over a window tell more than the single update that happens to be looked at.
/// </summary>
/// <param name="every">Updates from one report to the next.</param>
public sealed class StepAggregator(int every)
{
    private TrainingProgress previous = new();

    /// <summary>Begins where a training begins or goes on.</summary>
    public void Start(TrainingContext training)
    {
        ArgumentNullException.ThrowIfNull(training);
        previous = training.Progress;
    }

    /// <summary>After an update: the report that is due, or null.</summary>
    public StepReport? Next(TrainingContext training)
    {
        ArgumentNullException.ThrowIfNull(training);
        TrainingProgress now = training.Progress;
        if (now.Update % every != 0)
        {
            return null;
        }

        // A new epoch sums up from nothing.
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
