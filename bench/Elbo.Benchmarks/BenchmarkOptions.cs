namespace Elbo.Benchmarks;

/// <summary>How a work is measured; the same for all its sides.</summary>
/// <param name="Size">Size of the data, by name; "" where the work has but one.</param>
/// <param name="Rounds">How often the sides take turns, each in a process of its own.</param>
/// <param name="Repeats">Timed repeats in each process.</param>
/// <param name="Threads">Threads of every side.</param>
/// <param name="Seed">Seed of the data.</param>
/// <param name="Data">A data set to use in the place of made-up data, where the work can; else null.</param>
/// <param name="Baseline">"torchsharp", or "python" for the peer's script in Python's torch, where the work has one.</param>
/// <param name="Python">The Python that has torch; Debian's is /usr/bin/python3.</param>
/// <param name="BatchSize">People a step of training takes; null for the work's own.</param>
internal sealed record BenchmarkOptions(
    string Size, int Rounds, int Repeats, int Threads, long Seed, string? Data, string Baseline, string Python, int? BatchSize);
