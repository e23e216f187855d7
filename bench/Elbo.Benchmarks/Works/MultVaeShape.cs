namespace Elbo.Benchmarks.Works;

/// <summary>A size of Mult-VAE's training.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="People">People in the data.</param>
/// <param name="Items">Items.</param>
/// <param name="MeanHistory">Items a person, on average.</param>
/// <param name="BatchSize">People a step.</param>
/// <param name="HiddenSize">The layer between items and latent.</param>
/// <param name="LatentSize">The latent vector.</param>
/// <param name="Epochs">True where whole epochs are timed, false where steps are.</param>
internal sealed record MultVaeShape(
    string Name, int People, int Items, double MeanHistory, int BatchSize, int HiddenSize, int LatentSize, bool Epochs)
{
    /// <summary>ML-20M's items and history lengths, with people enough for eight steps; and ML-1M.</summary>
    public static IReadOnlyList<MultVaeShape> All { get; } =
    [
        new("ml-20m", 4_000, 20_108, 73, 500, 600, 200, Epochs: false),
        new("ml-1m", 4_480, 3_533, 97, 500, 600, 200, Epochs: true),
    ];

    public static MultVaeShape Of(Settings settings)
    {
        MultVaeShape shape = All.First(shape => shape.Name == settings.Shape);
        return shape with { BatchSize = settings.BatchSize ?? shape.BatchSize };
    }
}
