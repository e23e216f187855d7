namespace Elbo.Runs;

/// <summary>One line of a comparison: a recipe's test metrics over its seeds, next to published results.</summary>
/// <param name="Recipe">The recipe's name.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Split">Short name of the split.</param>
/// <param name="Seeds">Number of seeds; 1 for a deterministic model.</param>
/// <param name="Metrics">Statistics on test users by metric name.</param>
/// <param name="EpochSeconds">Median training time of an epoch over the seeds; for closed-form models the time to solve.</param>
/// <param name="TrainSeconds">Median of the whole training time over the seeds.</param>
/// <param name="BestEpoch">Median over the seeds of the epoch with the best validation metric.</param>
public sealed record ComparisonRow(
    string Recipe,
    string Model,
    string Split,
    int Seeds,
    IReadOnlyDictionary<string, SeedStatistics> Metrics,
    double EpochSeconds,
    double TrainSeconds,
    double BestEpoch)
{
    /// <summary>Summarizes the runs of one recipe.</summary>
    public static ComparisonRow FromOutcomes(Recipe recipe, IReadOnlyList<RunOutcome> outcomes)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentOutOfRangeException.ThrowIfZero(outcomes.Count);
        Dictionary<string, SeedStatistics> metrics = recipe.Metrics.ToDictionary(
            metric => metric,
            metric => SeedStatistics.Compute(
                [.. outcomes.Select(outcome => outcome.Test[metric])],
                recipe.Published?.Metrics.TryGetValue(metric, out double published) == true ? published : null));
        return new ComparisonRow(
            recipe.Name,
            recipe.Model.Name,
            recipe.SplitName,
            outcomes.Count,
            metrics,
            Median(outcomes.Select(outcome => outcome.EpochSeconds)),
            Median(outcomes.Select(outcome => outcome.TrainSeconds)),
            Median(outcomes.Select(outcome => (double)outcome.BestEpoch)));
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

/// <summary>One metric over several seeds, as fractions.</summary>
/// <param name="Mean">Mean over the seeds.</param>
/// <param name="StandardDeviation">Sample standard deviation over the seeds; 0 for one seed.</param>
/// <param name="Published">The published value; null if there is none.</param>
public sealed record SeedStatistics(double Mean, double StandardDeviation, double? Published)
{
    /// <summary>Summarizes one value per seed.</summary>
    public static SeedStatistics Compute(IReadOnlyList<double> values, double? published)
    {
        double mean = values.Average();
        double deviation = values.Count < 2 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
        return new SeedStatistics(mean, deviation, published);
    }
}
