namespace Elbo.Search;

/// <summary>How poor trials are ended early.</summary>
public enum PruningKind
{
    /// <summary>Asynchronous successive halving (Li et al. 2020).</summary>
    Asha,

    /// <summary>Median stopping (Golovin et al. 2017).</summary>
    Median,

    /// <summary>Every trial is trained to its end.</summary>
    None,
}
