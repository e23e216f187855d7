using Elbo.Onnx;

namespace Elbo.Bundles;

/// <summary>What goes into a bundle.</summary>
public sealed record BundleOptions
{
    /// <summary>How the graph keeps large weights; default float32.</summary>
    public WeightPrecision WeightPrecision { get; init; } = WeightPrecision.Float32;

    /// <summary>Similar items kept for each item; default 50, 0 for none.</summary>
    public int SimilarItemsPerItem { get; init; } = 50;

    /// <summary>The longest history that is read where the run's preparation has no limit; default 1,000.</summary>
    public int MaxHistory { get; init; } = 1_000;
}
