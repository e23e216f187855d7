using F23.StringSimilarity;

namespace Elbo;

/// <summary>Suggests a known name for an unknown one.</summary>
internal static class NameSuggester
{
    private static readonly Damerau Distance = new();

    /// <summary>
    /// The known name with the smallest Damerau-Levenshtein distance (letters missing, added, wrong or swapped; case,
    /// hyphens and underscores are ignored), or null if all are too far away.
    /// </summary>
    public static string? Suggest(string name, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(known);
        string normalized = Normalize(name);
        return known
            .Select(name => (Name: name, Edits: Distance.Distance(normalized, Normalize(name))))
            .Where(candidate => candidate.Edits <= Math.Max(2, normalized.Length * 2 / 5) && candidate.Edits < normalized.Length)
            .OrderBy(candidate => candidate.Edits)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();
    }

    private static string Normalize(string name) =>
        name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
