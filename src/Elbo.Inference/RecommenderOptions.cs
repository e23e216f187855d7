namespace Elbo.Inference;

/// <summary>Options of a <see cref="Recommender"/>.</summary>
public sealed record RecommenderOptions
{
    /// <summary>Threads of one run of the model; default 1, since requests run in parallel.</summary>
    public int IntraOpThreads { get; init; } = 1;

    /// <summary>Maximum number of requests that <see cref="Recommender.RecommendAsync"/> combines into one run of the model; default 32.</summary>
    public int MaxBatchSize { get; init; } = 32;

    /// <summary>Maximum number of concurrent runs in <see cref="Recommender.RecommendAsync"/>; default 1. Requests that arrive meanwhile are queued and combined.</summary>
    public int MaxConcurrentRuns { get; init; } = 1;

    /// <summary>Maximum size of a bundle in bytes; default 4 GiB.</summary>
    public long MaxBundleBytes { get; init; } = 4L << 30;
}
