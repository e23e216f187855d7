namespace Elbo.Search;

/// <summary>Decides from validation curves which trials to stop early.</summary>
internal interface IPruner
{
    /// <summary>True if trials may be stopped at this epoch; elsewhere there is no need to load the other trials.</summary>
    bool DecidesAt(int epoch);

    /// <summary>True if a trial should end after its latest epoch.</summary>
    /// <param name="trial">The trial; its curve ends with the latest epoch.</param>
    /// <param name="others">The study's other trials in any state.</param>
    bool ShouldPrune(TrialSummary trial, IReadOnlyList<TrialSummary> others);
}

/// <summary>Creates pruners.</summary>
internal static class PrunerFactory
{
    private const int MinEpochsDivisor = 27;

    /// <summary>Creates the pruner of a search space; null for none.</summary>
    public static IPruner? Create(SearchSpace space)
    {
        ArgumentNullException.ThrowIfNull(space);
        int minEpochs = space.Pruning.MinEpochs ?? Math.Max(1, space.Recipe.Training.Epochs / MinEpochsDivisor);
        return space.PruningKind switch
        {
            PruningKind.Asha => new SuccessiveHalvingPruner(space.Maximize, minEpochs, space.Pruning.ReductionFactor),
            PruningKind.Median => new MedianPruner(space.Maximize, minEpochs, space.Pruning.StartupTrials),
            _ => null,
        };
    }

    /// <summary>The best value of a curve up to an epoch; the curve must have a value by then.</summary>
    internal static double BestValue(IEnumerable<TrialMetric> curve, int epoch, bool maximize)
    {
        IEnumerable<double> values = curve.Where(point => point.Epoch <= epoch).Select(point => point.Value);
        return maximize ? values.Max() : values.Min();
    }
}
