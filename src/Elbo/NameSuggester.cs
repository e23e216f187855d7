using F23.StringSimilarity;

namespace Elbo;

/// <summary>What somebody may have meant by a name that is not known.</summary>
public static class NameSuggester
{
    private static readonly Damerau Distance = new();

    /// <summary>
    /// The known name that the fewest slips part from the typed one (a letter missing, added, wrong, or swapped
    /// with its neighbour; case, hyphens and underscores do not count), or null where all are too far off.
    /// </summary>
    public static string? Suggest(string name, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(known);
        string normalized = Normalize(name);
        return known
            .Select(name => (Name: name, Slips: Distance.Distance(normalized, Normalize(name))))
            .Where(candidate => candidate.Slips <= Math.Max(2, normalized.Length * 2 / 5) && candidate.Slips < normalized.Length)
            .OrderBy(candidate => candidate.Slips)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();
    }

    private static string Normalize(string name) =>
        name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
