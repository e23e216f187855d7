using System.ComponentModel.DataAnnotations;

namespace Elbo.Reports;

/// <summary>Options of a run report.</summary>
public sealed record ReportOptions
{
    /// <summary>The ranking metric shown by history length; default ndcg@100, as in Sachdeva et al. 2019.</summary>
    public string Metric { get; init; } = "ndcg@100";

    /// <summary>Maximum number of groups of test users by history length; default 8.</summary>
    [Range(1, 100)]
    public int HistoryLengthBins { get; init; } = 8;

    /// <summary>Number of test users shown with their recommendations; default 6.</summary>
    [Range(0, 100)]
    public int ExampleUsers { get; init; } = 6;

    /// <summary>Number of recommendations shown per user; default 10.</summary>
    [Range(1, 100)]
    public int RecommendationsPerUser { get; init; } = 10;

    /// <summary>Maximum number of points on a map of the latent space, most popular first; default 4,000.</summary>
    [Range(2, 100_000)]
    public int MapPoints { get; init; } = 4_000;
}
