namespace Elbo.Training;

/// <summary>
/// Turns the sums of the epoch under way into a report at every n-th update. It costs the other updates a division, and
/// means over a window tell more than the single update that happens to be looked at.
/// </summary>
/// <param name="every">Updates from one report to the next.</param>
public sealed class StepWindow(int every)
{
    private TrainingProgress before = new();

    /// <summary>Begins where a training begins or goes on.</summary>
    public void Start(TrainingRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        before = run.Progress;
    }

    /// <summary>After an update: the report that is due, or null.</summary>
    public StepReport? Next(TrainingRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        TrainingProgress now = run.Progress;
        if (now.Update % every != 0)
        {
            return null;
        }

        // A new epoch sums up from nothing.
        TrainingProgress from = before.Epoch == now.Epoch ? before : new TrainingProgress();
        before = now;
        double steps = now.StepInEpoch - from.StepInEpoch;
        return new StepReport(
            now.Update,
            now.Epoch + 1,
            (now.Sums.Loss - from.Sums.Loss) / steps,
            (now.Sums.NegativeLogLikelihood - from.Sums.NegativeLogLikelihood) / steps,
            (now.Sums.Kl - from.Sums.Kl) / steps,
            now.Sums.Beta,
            (now.Sums.Users - from.Sums.Users) / Math.Max(1e-9, now.Sums.Seconds - from.Sums.Seconds));
    }
}
