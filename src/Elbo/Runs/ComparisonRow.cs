namespace Elbo.Runs;

/// <summary>A recipe over its seeds, beside what was published.</summary>
/// <param name="Recipe">The recipe's name.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Split">The split in a few words.</param>
/// <param name="Seeds">Number of seeds; 1 for a model that draws nothing at random.</param>
/// <param name="Metrics">Figures on test users by metric.</param>
/// <param name="EpochSeconds">Median over the seeds of an epoch's training time; for closed-form models the time to solve.</param>
/// <param name="TrainSeconds">Median over the seeds of the whole training time.</param>
/// <param name="BestEpoch">Median over the seeds of the epoch whose weights were kept.</param>
public sealed record ComparisonRow(
    string Recipe,
    string Model,
    string Split,
    int Seeds,
    IReadOnlyDictionary<string, SeedStatistics> Metrics,
    double EpochSeconds,
    double TrainSeconds,
    int BestEpoch)
{
    /// <summary>Sums up the runs of one recipe.</summary>
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
            (int)Median(outcomes.Select(outcome => (double)outcome.BestEpoch)));
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
