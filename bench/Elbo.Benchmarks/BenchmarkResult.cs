namespace Elbo.Benchmarks;

/// <summary>A work's figures, as they are kept.</summary>
/// <param name="Benchmark">Its name.</param>
/// <param name="Size">Size of the data.</param>
/// <param name="Unit">What one time is of.</param>
/// <param name="Variants">A row per side.</param>
/// <param name="Speedup">The peer's median over Elbo's: how many times faster; null without a peer.</param>
/// <param name="LowerBoundRatio">The floor's median over Elbo's: the share of what the machine could do; null without a floor.</param>
/// <param name="Seed">Seed of the data.</param>
/// <param name="Threads">Threads of every side.</param>
/// <param name="Command">How it was measured.</param>
/// <param name="Environment">Where it was measured.</param>
internal sealed record BenchmarkResult(
    string Benchmark,
    string Size,
    string Unit,
    IReadOnlyList<VariantResult> Variants,
    double? Speedup,
    double? LowerBoundRatio,
    long Seed,
    int Threads,
    string Command,
    IReadOnlyDictionary<string, string> Environment);

/// <summary>One side's figures.</summary>
/// <param name="Variant">"peer", "elbo" or "floor".</param>
/// <param name="MedianMs">Median of all its times.</param>
/// <param name="MinMs">The shortest of them.</param>
/// <param name="PeakMb">Peak resident memory, the highest of its processes; null where it was not told.</param>
/// <param name="Measurements">How many times there are.</param>
internal sealed record VariantResult(string Variant, double MedianMs, double MinMs, double? PeakMb, int Measurements);
