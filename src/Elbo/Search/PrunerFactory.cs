namespace Elbo.Search;

/// <summary>The pruners by their kind.</summary>
public static class PrunerFactory
{
    private const int MinEpochsDivisor = 27;

    /// <summary>The pruner that a space asks for; null for none.</summary>
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

    /// <summary>The best value of a curve up to an epoch; the curve must not be empty there.</summary>
    internal static double BestValue(IEnumerable<TrialMetric> curve, int epoch, bool maximize)
    {
        IEnumerable<double> values = curve.Where(point => point.Epoch <= epoch).Select(point => point.Value);
        return maximize ? values.Max() : values.Min();
    }
}
