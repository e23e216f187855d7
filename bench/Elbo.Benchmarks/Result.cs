namespace Elbo.Benchmarks;

/// <summary>A work's figures, as they are kept.</summary>
/// <param name="Work">Its name.</param>
/// <param name="Shape">Size of the data.</param>
/// <param name="Unit">What one time is of.</param>
/// <param name="Rows">A row per side.</param>
/// <param name="VsPeer">The peer's median over Elbo's: how many times faster; null without a peer.</param>
/// <param name="OfFloor">The floor's median over Elbo's: the share of what the machine could do; null without a floor.</param>
/// <param name="Seed">Seed of the data.</param>
/// <param name="Threads">Threads of every side.</param>
/// <param name="Command">How it was measured.</param>
/// <param name="Environment">Where it was measured.</param>
internal sealed record Result(
    string Work,
    string Shape,
    string Unit,
    IReadOnlyList<ResultRow> Rows,
    double? VsPeer,
    double? OfFloor,
    long Seed,
    int Threads,
    string Command,
    IReadOnlyDictionary<string, string> Environment);

/// <summary>One side's figures.</summary>
/// <param name="Side">"peer", "elbo" or "floor".</param>
/// <param name="MedianMs">Median of all its times.</param>
/// <param name="MinMs">The shortest of them.</param>
/// <param name="PeakMb">Peak resident memory, the highest of its processes; null where it was not told.</param>
/// <param name="Times">How many times there are.</param>
internal sealed record ResultRow(string Side, double MedianMs, double MinMs, double? PeakMb, int Times);
