namespace Elbo.Benchmarks;

/// <summary>Something that is timed in several variants: Elbo, a baseline, and a lower bound.</summary>
internal abstract class Benchmark
{
    /// <summary>Its command.</summary>
    public abstract string Name { get; }

    /// <summary>A short description of what is timed; the command's help.</summary>
    public abstract string Summary { get; }

    /// <summary>The unit of one measurement: a step, an epoch, an import.</summary>
    public abstract string Unit { get; }

    /// <summary>"baseline", "elbo" and "lower-bound", or those that exist.</summary>
    public abstract IReadOnlyList<string> Variants { get; }

    /// <summary>The variants that exist for a size.</summary>
    public virtual IReadOnlyList<string> VariantsOf(string size) => Variants;

    /// <summary>Names of the data sizes, the default first; empty if the benchmark has only one size.</summary>
    public virtual IReadOnlyList<string> Sizes => [];

    /// <summary>Whether the measured work runs in this process, so that the process's memory is the work's.</summary>
    public virtual bool RunsInProcess => true;

    /// <summary>Runs one variant several times after a warm-up.</summary>
    /// <returns>Milliseconds of each measurement.</returns>
    public abstract IReadOnlyList<double> Measure(string variant, BenchmarkOptions options);
}
