namespace Elbo.Evaluation;

/// <summary>The metrics of one evaluation.</summary>
/// <param name="Users">For each evaluated user the row in the data set, in the order of the held-out set.</param>
/// <param name="SkippedUsers">Number of users skipped because they have no targets.</param>
/// <param name="UserMetrics">The requested ranking metrics, in the requested order.</param>
/// <param name="CatalogMetrics">The requested catalog metrics by name.</param>
public sealed record EvaluationResult(
    IReadOnlyList<int> Users,
    int SkippedUsers,
    IReadOnlyList<PerUserMetric> UserMetrics,
    IReadOnlyDictionary<string, double> CatalogMetrics)
{
    /// <summary>A metric's value: the mean over users of a ranking metric, or a catalog metric.</summary>
    /// <exception cref="ElboException">The metric was not requested.</exception>
    public double this[string metric] =>
        CatalogMetrics.TryGetValue(metric, out double value) ? value : GetUserMetric(metric).Mean;

    /// <summary>A ranking metric's value for each user.</summary>
    /// <exception cref="ElboException">The metric was not requested.</exception>
    public PerUserMetric GetUserMetric(string metric) =>
        UserMetrics.FirstOrDefault(values => values.Name == metric)
        ?? throw new ElboException(
            $"metric '{metric}' was not measured per user; measured were: {string.Join(", ", UserMetrics.Select(values => values.Name))}; add it to the metrics and evaluate again");
}
