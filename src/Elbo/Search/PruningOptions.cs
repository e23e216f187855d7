using System.ComponentModel.DataAnnotations;

namespace Elbo.Search;

/// <summary>How poor trials are ended early from their validation curve.</summary>
public sealed record PruningOptions
{
    /// <summary>The rule; default ASHA, for a grid none.</summary>
    public PruningKind? Kind { get; init; }

    /// <summary>ASHA: of how many trials at a rung one goes on, and how many times further the next rung is (eta); default 3.</summary>
    [Range(2, 100)]
    public int ReductionFactor { get; init; } = 3;

    /// <summary>The epochs that every trial has: ASHA's first rung, and before it median stopping is silent; default epochs / 27, at least 1.</summary>
    [Range(1, 1_000_000)]
    public int? MinEpochs { get; init; }

    /// <summary>Median stopping: trials that have to be completed before any is ended early; default 5.</summary>
    [Range(1, 100_000)]
    public int StartupTrials { get; init; } = 5;
}
