namespace Elbo.Benchmarks;

/// <summary>A piece of work that is done several ways, its sides, and timed.</summary>
internal abstract class Benchmark
{
    /// <summary>What the command line calls it.</summary>
    public abstract string Name { get; }

    /// <summary>What is timed, in a few words.</summary>
    public abstract string Summary { get; }

    /// <summary>What one time is of: a step, an epoch, an import.</summary>
    public abstract string Unit { get; }

    /// <summary>The ways to do it: "peer", "elbo", "floor", or those of them that there are.</summary>
    public abstract IReadOnlyList<string> Variants { get; }

    /// <summary>Those of the sides that there are for a shape.</summary>
    public virtual IReadOnlyList<string> VariantsOf(string size) => Variants;

    /// <summary>Shapes it knows, the default first; a shape is a name for a size of data.</summary>
    public virtual IReadOnlyList<string> Sizes => [];

    /// <summary>Whether the work is done in the measuring process, so that its memory tells the work's.</summary>
    public virtual bool RunsInProcess => true;

    /// <summary>Does the work one way, several times over, after warming up.</summary>
    /// <returns>Milliseconds of each time.</returns>
    public abstract IReadOnlyList<double> Measure(string variant, BenchmarkOptions options);
}
