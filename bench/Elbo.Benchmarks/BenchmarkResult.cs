namespace Elbo.Benchmarks;

/// <summary>The results of a benchmark, as saved.</summary>
/// <param name="Benchmark">Its name.</param>
/// <param name="Size">Size of the data.</param>
/// <param name="Unit">What one measurement covers.</param>
/// <param name="Variants">A row per variant.</param>
/// <param name="Speedup">The baseline's median divided by Elbo's; null without a baseline.</param>
/// <param name="LowerBoundRatio">The lower bound's median divided by Elbo's; null without a lower bound.</param>
/// <param name="Seed">Seed of the data.</param>
/// <param name="Threads">Threads of every variant.</param>
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

/// <summary>The results of one variant.</summary>
/// <param name="Variant">"baseline", "elbo" or "lower-bound".</param>
/// <param name="MedianMs">Median of all measurements.</param>
/// <param name="MinMs">The shortest measurement.</param>
/// <param name="PeakMb">Peak resident memory, the maximum over its processes, in MiB; null where it was not measured.</param>
/// <param name="Measurements">Number of measurements.</param>
internal sealed record VariantResult(string Variant, double MedianMs, double MinMs, double? PeakMb, int Measurements);
