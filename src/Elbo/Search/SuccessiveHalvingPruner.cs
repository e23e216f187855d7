namespace Elbo.Search;

/// <summary>
/// Asynchronous successive halving (Li et al. 2020, "A system for massively parallel hyperparameter tuning"): at the rungs
/// r, r eta, r eta^2 ... epochs a trial goes on only if it is among the best 1 / eta of those that have come to that rung.
/// </summary>
/// <remarks>
/// Trials are judged once, when they come to a rung, and end there or go on; none is paused to be promoted later. What
/// counts is the best value so far. The first to come to a rung goes on, for there is nothing to hold it against.
/// </remarks>
/// <param name="maximize">True where higher values are better.</param>
/// <param name="minEpochs">The first rung, r.</param>
/// <param name="reductionFactor">eta.</param>
public sealed class SuccessiveHalvingPruner(bool maximize, int minEpochs, int reductionFactor) : IPruner
{
    /// <inheritdoc />
    public bool ShouldPrune(TrialSummary trial, IReadOnlyList<TrialSummary> others)
    {
        ArgumentNullException.ThrowIfNull(trial);
        if (trial.Curve.Count == 0 || !IsRung(trial.Curve[^1].Epoch))
        {
            return false;
        }

        int rung = trial.Curve[^1].Epoch;
        double own = PrunerFactory.BestValue(trial.Curve, rung, maximize);
        double[] reached = [.. others.Where(other => HasReached(rung, other)).Select(other => PrunerFactory.BestValue(other.Curve, rung, maximize))];
        int better = reached.Count(value => maximize ? value > own : value < own);
        return better >= Math.Max(1, (reached.Length + 1) / reductionFactor);
    }

    // A trial that its own early stopping ended before the rung stands there with what it reached.
    private static bool HasReached(int rung, TrialSummary trial) =>
        trial.Curve.Count > 0 && (trial.Curve[^1].Epoch >= rung || trial.State == TrialState.Completed);

    private bool IsRung(int epoch)
    {
        long rung = minEpochs;
        while (rung < epoch)
        {
            rung *= reductionFactor;
        }

        return rung == epoch;
    }
}
