namespace Elbo.Search;

/// <summary>How trials are proposed.</summary>
public enum StrategyKind
{
    /// <summary>Tree-structured Parzen estimator (Bergstra et al. 2011).</summary>
    Tpe,

    /// <summary>Each trial drawn by itself.</summary>
    Random,

    /// <summary>Every combination once.</summary>
    Grid,
}
