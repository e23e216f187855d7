namespace Elbo.Evaluation;

/// <summary>What an evaluation found.</summary>
/// <param name="Users">For each evaluated person the row in the data set; rising where the held-out set's are.</param>
/// <param name="SkippedUsers">How many people were left out because they have no targets.</param>
/// <param name="Ranking">The ranking metrics asked for, in the order asked.</param>
/// <param name="Catalogue">The catalogue metrics asked for, by name.</param>
public sealed record EvaluationResult(
    IReadOnlyList<int> Users,
    int SkippedUsers,
    IReadOnlyList<MetricValues> Ranking,
    IReadOnlyDictionary<string, double> Catalogue)
{
    /// <summary>The figure of a metric: the mean over people, or the catalogue's figure.</summary>
    /// <exception cref="ElboException">The metric was not asked for.</exception>
    public double this[string metric] =>
        Catalogue.TryGetValue(metric, out double figure) ? figure : ValuesOf(metric).Mean;

    /// <summary>The values of a ranking metric.</summary>
    /// <exception cref="ElboException">The metric was not asked for.</exception>
    public MetricValues ValuesOf(string metric) =>
        Ranking.FirstOrDefault(values => values.Name == metric)
        ?? throw new ElboException(
            $"metric '{metric}' was not measured per user; measured were: {string.Join(", ", Ranking.Select(values => values.Name))}; add it to the metrics and evaluate again");
}
