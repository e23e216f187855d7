namespace Elbo.Runs;

/// <summary>Metrics of each test user, for paired comparisons (test-users.json).</summary>
/// <param name="Users">User ids.</param>
/// <param name="Metrics">For each metric one value per user, in the same order.</param>
public sealed record UserMetrics(IReadOnlyList<string> Users, IReadOnlyDictionary<string, IReadOnlyList<double>> Metrics);
