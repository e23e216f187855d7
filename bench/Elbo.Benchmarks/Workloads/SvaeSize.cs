namespace Elbo.Benchmarks.Workloads;

/// <summary>Sizes of SVAE.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="EmbeddingSize">Size of an item's embedding.</param>
/// <param name="RecurrentSize">Size of the recurrent state.</param>
/// <param name="HiddenSizes">Layers between recurrent state and latent.</param>
/// <param name="LatentSize">Size of the latent vector.</param>
/// <param name="BatchSize">People a step.</param>
internal sealed record SvaeSize(string Name, int EmbeddingSize, int RecurrentSize, int[] HiddenSizes, int LatentSize, int BatchSize)
{
    /// <summary>Those of Elbo's recipe for ML-1M, and those of the published code.</summary>
    public static IReadOnlyList<SvaeSize> All { get; } =
    [
        new("recipe", 256, 200, [], 128, 4),
        new("published", 256, 200, [150], 64, 4),
    ];
}
