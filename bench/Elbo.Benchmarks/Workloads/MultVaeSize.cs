namespace Elbo.Benchmarks.Workloads;

/// <summary>A size of Mult-VAE's training.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="Users">People in the data.</param>
/// <param name="Items">Items.</param>
/// <param name="MeanHistoryLength">Items a person, on average.</param>
/// <param name="BatchSize">People a step.</param>
/// <param name="HiddenSize">The layer between items and latent.</param>
/// <param name="LatentSize">The latent vector.</param>
/// <param name="TimesEpochs">True where whole epochs are timed, false where steps are.</param>
internal sealed record MultVaeSize(
    string Name, int Users, int Items, double MeanHistoryLength, int BatchSize, int HiddenSize, int LatentSize, bool TimesEpochs)
{
    /// <summary>ML-20M's items and history lengths, with people enough for eight steps; and ML-1M.</summary>
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
