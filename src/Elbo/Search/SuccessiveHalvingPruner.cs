namespace Elbo.Search;

/// <summary>
/// Asynchronous successive halving (Li et al. 2020, "A system for massively parallel hyperparameter tuning"): at the rungs
/// r, r eta, r eta^2 ... epochs a trial continues only if it is among the best 1 / eta of those that have reached that rung.
/// </summary>
/// <remarks>
/// Each trial is judged once per rung and either ends or continues; none is paused and promoted later. What counts is the
/// best value so far. The first trial to reach a rung continues, as there is nothing to compare it with.
/// </remarks>
/// <param name="maximize">True if higher values are better.</param>
/// <param name="minEpochs">The first rung, r.</param>
/// <param name="reductionFactor">eta.</param>
internal sealed class SuccessiveHalvingPruner(bool maximize, int minEpochs, int reductionFactor) : IPruner
{
    /// <inheritdoc />
    public bool DecidesAt(int epoch)
    {
        long rung = minEpochs;
        while (rung < epoch)
        {
            rung *= reductionFactor;
        }

        return rung == epoch;
    }

    /// <inheritdoc />
    public bool ShouldPrune(TrialSummary trial, IReadOnlyList<TrialSummary> others)
    {
        ArgumentNullException.ThrowIfNull(trial);
        if (trial.Curve.Count == 0 || !DecidesAt(trial.Curve[^1].Epoch))
        {
            return false;
        }

        int rung = trial.Curve[^1].Epoch;
        double own = PrunerFactory.BestValue(trial.Curve, rung, maximize);
        double[] reached = [.. others.Where(other => HasReached(rung, other)).Select(other => PrunerFactory.BestValue(other.Curve, rung, maximize))];
        int better = reached.Count(value => maximize ? value > own : value < own);
        return better >= Math.Max(1, (reached.Length + 1) / reductionFactor);
    }

    // A trial that ended before the rung by its own early stopping counts with its best value.
    private static bool HasReached(int rung, TrialSummary trial) =>
        trial.Curve.Count > 0 && (trial.Curve[^1].Epoch >= rung || trial.State == TrialState.Completed);
}
