namespace Elbo.Inference;

/// <summary>How a <see cref="Recommender"/> works.</summary>
public sealed record RecommenderOptions
{
    /// <summary>Threads of one run of the model; default 1, for people are served beside one another.</summary>
    public int IntraOpThreads { get; init; } = 1;

    /// <summary>The most requests that <see cref="Recommender.RecommendAsync"/> joins into one run of the model; default 32.</summary>
    public int MaxBatchSize { get; init; } = 32;

    /// <summary>Runs of the model at a time in <see cref="Recommender.RecommendAsync"/>; default 1. Requests that come meanwhile wait and are joined.</summary>
    public int MaxConcurrentRuns { get; init; } = 1;

    /// <summary>The largest bundle that is opened, in bytes; default 4 GiB.</summary>
    public long MaxBundleBytes { get; init; } = 4L << 30;
}
