using Elbo.Onnx;

namespace Elbo.Bundles;

/// <summary>Options of a bundle.</summary>
public sealed record BundleOptions
{
    /// <summary>Precision of large weights in the graph; default float32.</summary>
    public WeightPrecision WeightPrecision { get; init; } = WeightPrecision.Float32;

    /// <summary>Similar items stored for each item; default 50, 0 for none.</summary>
    public int SimilarItemsPerItem { get; init; } = 50;

    /// <summary>The longest history the model reads if the run's preprocessing has no limit; default 1,000.</summary>
    public int MaxHistory { get; init; } = 1_000;
}
