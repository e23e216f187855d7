namespace Elbo.Evaluation;

/// <summary>What an evaluation found.</summary>
/// <param name="Users">For each evaluated person the row in the data set; rising where the held-out set's are.</param>
/// <param name="SkippedUsers">How many people were left out because they have no targets.</param>
/// <param name="UserMetrics">The ranking metrics asked for, in the order asked.</param>
/// <param name="CatalogMetrics">The catalogue metrics asked for, by name.</param>
public sealed record EvaluationResult(
    IReadOnlyList<int> Users,
    int SkippedUsers,
    IReadOnlyList<PerUserMetric> UserMetrics,
    IReadOnlyDictionary<string, double> CatalogMetrics)
{
    /// <summary>The figure of a metric: the mean over people, or the catalogue's figure.</summary>
    /// <exception cref="ElboException">The metric was not asked for.</exception>
    public double this[string metric] =>
        CatalogMetrics.TryGetValue(metric, out double figure) ? figure : GetUserMetric(metric).Mean;

    /// <summary>The values of a ranking metric.</summary>
    /// <exception cref="ElboException">The metric was not asked for.</exception>
    public PerUserMetric GetUserMetric(string metric) =>
        UserMetrics.FirstOrDefault(values => values.Name == metric)
        ?? throw new ElboException(
            $"metric '{metric}' was not measured per user; measured were: {string.Join(", ", UserMetrics.Select(values => values.Name))}; add it to the metrics and evaluate again");
}
