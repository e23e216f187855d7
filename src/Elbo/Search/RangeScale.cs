namespace Elbo.Search;

/// <summary>How the values of a range are spread.</summary>
public enum RangeScale
{
    /// <summary>Evenly.</summary>
    Linear,

    /// <summary>Evenly over orders of magnitude.</summary>
    Log,
}
