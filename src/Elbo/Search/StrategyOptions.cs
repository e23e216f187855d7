using System.ComponentModel.DataAnnotations;

namespace Elbo.Search;

/// <summary>How trials are proposed.</summary>
public sealed record StrategyOptions
{
    /// <summary>The strategy; default TPE.</summary>
    public StrategyKind Kind { get; init; } = StrategyKind.Tpe;

    /// <summary>TPE: trials drawn at random before it learns from them; default 10.</summary>
    [Range(1, 100_000)]
    public int StartupTrials { get; init; } = 10;

    /// <summary>TPE: values drawn for each parameter, of which the most promising is taken; default 24.</summary>
    [Range(1, 100_000)]
    public int Candidates { get; init; } = 24;

    /// <summary>TPE: the share of trials that count as good (gamma); default 0.1, at most 25 trials.</summary>
    [Range(0.01, 0.5)]
    public double Gamma { get; init; } = 0.1;

    /// <summary>Grid: true tries a part of it, drawn by the seed, where the budget has fewer trials; default false, an error.</summary>
    public bool Truncate { get; init; }
}
