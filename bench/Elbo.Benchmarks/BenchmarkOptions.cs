namespace Elbo.Benchmarks;

/// <summary>How a benchmark is measured; the same for all its variants.</summary>
/// <param name="Size">Name of the data size; "" where there is only one.</param>
/// <param name="Rounds">How many times every variant runs, each time in its own process.</param>
/// <param name="Repeats">Measurements per process.</param>
/// <param name="Threads">Threads of every variant.</param>
/// <param name="Seed">Seed of the data.</param>
/// <param name="Data">A dataset to use instead of synthetic data, where supported; null for synthetic data.</param>
/// <param name="Baseline">"torchsharp", or "python" for the script in baselines/, where there is one.</param>
/// <param name="Python">The Python executable that has torch, for example /usr/bin/python3.</param>
/// <param name="BatchSize">Users per training step; null for the benchmark's own.</param>
internal sealed record BenchmarkOptions(
    string Size, int Rounds, int Repeats, int Threads, long Seed, string? Data, string Baseline, string Python, int? BatchSize);
