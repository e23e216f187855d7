using System.ComponentModel.DataAnnotations;

namespace Elbo.Reports;

/// <summary>What a report of runs shows.</summary>
public sealed record ReportOptions
{
    /// <summary>The ranking metric that is drawn by history length; default ndcg@100, as in Sachdeva et al. 2019.</summary>
    public string Metric { get; init; } = "ndcg@100";

    /// <summary>At most how many groups of test people by history length; default 8.</summary>
    [Range(1, 100)]
    public int HistoryLengthBins { get; init; } = 8;

    /// <summary>How many test people are shown with their recommendations; default 6.</summary>
    [Range(0, 100)]
    public int ExampleUsers { get; init; } = 6;

    /// <summary>How many items each of them is recommended; default 10.</summary>
    [Range(1, 100)]
    public int RecommendationsPerUser { get; init; } = 10;

    /// <summary>At most how many points a map of the latent space has, the most popular first; default 4,000.</summary>
    [Range(2, 100_000)]
    public int MapPoints { get; init; } = 4_000;
}
