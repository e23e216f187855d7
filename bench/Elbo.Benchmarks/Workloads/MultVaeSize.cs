namespace Elbo.Benchmarks.Workloads;

/// <summary>A data and model size for training Mult-VAE.</summary>
/// <param name="Name">Its name for --size.</param>
/// <param name="Users">Users in the data.</param>
/// <param name="Items">Items.</param>
/// <param name="MeanHistoryLength">Items per user, on average.</param>
/// <param name="BatchSize">Users per step.</param>
/// <param name="HiddenSize">Size of the hidden layer.</param>
/// <param name="LatentSize">Size of the latent vector.</param>
/// <param name="TimesEpochs">True to time whole epochs, false to time steps.</param>
internal sealed record MultVaeSize(
    string Name, int Users, int Items, double MeanHistoryLength, int BatchSize, int HiddenSize, int LatentSize, bool TimesEpochs)
{
    /// <summary>The items and history lengths of MovieLens 20M with users for eight steps, and MovieLens 1M.</summary>
    public static IReadOnlyList<MultVaeSize> All { get; } =
    [
        new("ml-20m", 4_000, 20_108, 73, 500, 600, 200, TimesEpochs: false),
        new("ml-1m", 4_480, 3_533, 97, 500, 600, 200, TimesEpochs: true),
    ];

    public static MultVaeSize FromOptions(BenchmarkOptions options)
    {
        MultVaeSize size = All.First(size => size.Name == options.Size);
        return size with { BatchSize = options.BatchSize ?? size.BatchSize };
    }
}
