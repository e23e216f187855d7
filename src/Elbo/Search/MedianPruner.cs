namespace Elbo.Search;

/// <summary>
/// Median stopping (Golovin et al. 2017, "Google Vizier", section 3.2.2): a trial ends when its best value so far is worse
/// than the median, over the completed trials, of the mean of their values up to the same epoch.
/// </summary>
/// <param name="maximize">True if higher values are better.</param>
/// <param name="minEpochs">First epoch at which trials may be stopped.</param>
/// <param name="startupTrials">Number of completed trials before any trial is stopped.</param>
internal sealed class MedianPruner(bool maximize, int minEpochs, int startupTrials) : IPruner
{
    /// <inheritdoc />
    public bool DecidesAt(int epoch) => epoch >= minEpochs;

    /// <inheritdoc />
    public bool ShouldPrune(TrialSummary trial, IReadOnlyList<TrialSummary> others)
    {
        ArgumentNullException.ThrowIfNull(trial);
        TrialSummary[] completed = [.. others.Where(other => other.State == TrialState.Completed && other.Curve.Count > 0)];
        if (trial.Curve.Count == 0 || !DecidesAt(trial.Curve[^1].Epoch) || completed.Length < startupTrials)
        {
            return false;
        }

        int epoch = trial.Curve[^1].Epoch;
        double own = PrunerFactory.BestValue(trial.Curve, epoch, maximize);
        double median = Median([.. completed.Select(other => other.Curve.Where(point => point.Epoch <= epoch).Average(point => point.Value)).Order()]);
        return maximize ? own < median : own > median;
    }

    private static double Median(double[] sorted) => sorted.Length % 2 == 1
        ? sorted[sorted.Length / 2]
        : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
}
