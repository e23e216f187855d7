using System.ComponentModel.DataAnnotations;

namespace Elbo.Search;

/// <summary>How trials are proposed.</summary>
internal sealed record StrategyOptions
{
    /// <summary>The strategy; default TPE.</summary>
    public StrategyKind Kind { get; init; } = StrategyKind.Tpe;

    /// <summary>TPE: number of random trials before it learns from them; default 10.</summary>
    [Range(1, 100_000)]
    public int StartupTrials { get; init; } = 10;

    /// <summary>TPE: number of candidate values sampled per parameter, of which the most promising is chosen; default 24.</summary>
    [Range(1, 100_000)]
    public int Candidates { get; init; } = 24;

    /// <summary>TPE: fraction of trials considered good; default 0.1, at most 25 trials.</summary>
    [Range(0.01, 0.5)]
    public double Gamma { get; init; } = 0.1;

    /// <summary>Grid: whether to try a random part of it if the budget has fewer trials than the grid; default false, an error.</summary>
    public bool Truncate { get; init; }
}

/// <summary>The search strategy.</summary>
internal enum StrategyKind
{
    /// <summary>Tree-structured Parzen estimator (Bergstra et al. 2011).</summary>
    Tpe,

    /// <summary>Independent random samples.</summary>
    Random,

    /// <summary>Every combination once.</summary>
    Grid,
}
