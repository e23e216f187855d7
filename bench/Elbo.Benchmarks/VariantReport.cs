namespace Elbo.Benchmarks;

/// <summary>What a process that did one side of a work says at its end, as one line of JSON.</summary>
/// <param name="Milliseconds">Each timed repeat.</param>
/// <param name="PeakMb">The process's peak resident memory by the operating system's accounting, in 2^20 bytes; null where it does not tell the work's.</param>
internal sealed record VariantReport(IReadOnlyList<double> Milliseconds, double? PeakMb);
