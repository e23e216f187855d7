namespace Elbo.Benchmarks.Workloads;

/// <summary>A model size for training SVAE.</summary>
/// <param name="Name">Its name for --size.</param>
/// <param name="EmbeddingSize">Size of an item's embedding.</param>
/// <param name="RecurrentSize">Size of the recurrent state.</param>
/// <param name="HiddenSizes">Sizes of the layers between recurrent state and latent.</param>
/// <param name="LatentSize">Size of the latent vector.</param>
/// <param name="BatchSize">Users per step.</param>
internal sealed record SvaeSize(string Name, int EmbeddingSize, int RecurrentSize, int[] HiddenSizes, int LatentSize, int BatchSize)
{
    /// <summary>The sizes of Elbo's recipe for MovieLens 1M and of the published code.</summary>
    public static IReadOnlyList<SvaeSize> All { get; } =
    [
        new("recipe", 256, 200, [], 128, 4),
        new("published", 256, 200, [150], 64, 4),
    ];
}
