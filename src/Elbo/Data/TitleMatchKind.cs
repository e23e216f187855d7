namespace Elbo.Data;

/// <summary>How sure a search for an item is.</summary>
public enum TitleMatchKind
{
    /// <summary>One item has this id or title.</summary>
    Found,

    /// <summary>Several items bear this title.</summary>
    Ambiguous,

    /// <summary>None has it; some come near.</summary>
    NotFound,
}
