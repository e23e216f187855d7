using System.ComponentModel.DataAnnotations;

namespace Elbo.Search;

/// <summary>How poor trials are stopped early.</summary>
internal sealed record PruningOptions
{
    /// <summary>The pruner; default ASHA, for a grid none.</summary>
    public PruningKind? Kind { get; init; }

    /// <summary>ASHA: one in this many trials continues past a rung, and the next rung is this many times further (eta); default 3.</summary>
    [Range(2, 100)]
    public int ReductionFactor { get; init; } = 3;

    /// <summary>Epochs that every trial runs: ASHA's first rung, and the first epoch at which median stopping applies; default epochs / 27, at least 1.</summary>
    [Range(1, 1_000_000)]
    public int? MinEpochs { get; init; }

    /// <summary>Median stopping: number of completed trials before any trial is stopped; default 5.</summary>
    [Range(1, 100_000)]
    public int StartupTrials { get; init; } = 5;
}

/// <summary>The pruning algorithm.</summary>
internal enum PruningKind
{
    /// <summary>Asynchronous successive halving (Li et al. 2020).</summary>
    Asha,

    /// <summary>Median stopping (Golovin et al. 2017).</summary>
    Median,

    /// <summary>No pruning: every trial runs to its end.</summary>
    None,
}
