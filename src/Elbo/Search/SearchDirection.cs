namespace Elbo.Search;

/// <summary>Which values of a metric are better.</summary>
public enum SearchDirection
{
    /// <summary>Higher ones.</summary>
    Maximize,

    /// <summary>Lower ones.</summary>
    Minimize,
}
