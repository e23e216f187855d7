using F23.StringSimilarity;

namespace Elbo.Data;

/// <summary>Finds an item by its id or, approximately, by its title.</summary>
/// <remarks>Safe to share between threads.</remarks>
internal sealed class TitleSearch
{
    private const int MaxSuggestions = 5;
    private static readonly JaroWinkler Similarity = new();
    private readonly Vocabulary items;
    private readonly IReadOnlyDictionary<string, Item> metadata;
    private readonly NormalizedTitle[] titles;
    private readonly ILookup<string, int>[] lookups;

    /// <summary>A search over the items of a vocabulary; an item without a title is found by its id.</summary>
    public TitleSearch(Vocabulary items, IReadOnlyDictionary<string, Item> metadata)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(metadata);
        this.items = items;
        this.metadata = metadata;
        titles = [.. items.Ids.Select((_, item) => NormalizedTitle.FromTitle(TitleOf(item)))];
        int[] all = [.. Enumerable.Range(0, items.Count)];
        lookups =
        [
            all.ToLookup(TitleOf, StringComparer.Ordinal),
            all.ToLookup(item => titles[item].WithYear, StringComparer.Ordinal),
            all.ToLookup(item => titles[item].WithoutYear, StringComparer.Ordinal),
            all.ToLookup(item => titles[item].WithoutArticle, StringComparer.Ordinal),
        ];
    }

    /// <summary>
    /// Tries the id, the exact title, the title in any case, spacing and position of its article
    /// ("the matrix (1999)" for "Matrix, The (1999)"), without its year, and without its article. The first
    /// form that matches any item decides.
    /// </summary>
    public TitleMatch Find(string query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (items.TryGetIndex(query.Trim(), out int index))
        {
            return new TitleMatch(TitleMatchKind.Found, [index]);
        }

        // An explicit year must match: "The Matrix (2024)" does not find the film of 1999.
        NormalizedTitle key = NormalizedTitle.FromTitle(query);
        bool includesYear = key.WithYear != key.WithoutYear;
        string[] forms = includesYear ? [query, key.WithYear] : [query, key.WithYear, key.WithoutYear, key.WithoutArticle];
        for (int form = 0; form < forms.Length; form++)
        {
            int[] found = [.. lookups[form][forms[form]]];
            if (found.Length > 0)
            {
                return new TitleMatch(found.Length == 1 ? TitleMatchKind.Found : TitleMatchKind.Ambiguous, found);
            }
        }

        return new TitleMatch(TitleMatchKind.NotFound, FindSuggestions(key.WithoutArticle));
    }

    /// <summary>The index of the one matching item.</summary>
    /// <exception cref="ElboException">No item matches, or several do; the message lists the candidates.</exception>
    public int Require(string query) => RequireAll([query])[0];

    /// <summary>The indices of the matching items, in the order of the queries.</summary>
    /// <exception cref="ElboException">Some queries match no item or several; the message has a line for each.</exception>
    public IReadOnlyList<int> RequireAll(IReadOnlyList<string> queries)
    {
        ArgumentNullException.ThrowIfNull(queries);
        TitleMatch[] matches = [.. queries.Select(Find)];
        string[] problems = [.. matches.Zip(queries, DescribeProblem).OfType<string>()];
        return problems.Length == 0
            ? [.. matches.Select(match => match.Items[0])]
            : throw new ElboException(string.Join('\n', problems));
    }

    private string? DescribeProblem(TitleMatch match, string query)
    {
        string candidates = string.Join(", ", match.Items.Select(item => $"{TitleOf(item)} (id {items[item]})"));
        return match.Kind switch
        {
            TitleMatchKind.Found => null,
            TitleMatchKind.Ambiguous => $"'{query}' is ambiguous: {candidates}; use the id",
            _ => $"'{query}' matches no item; did you mean one of {candidates}?",
        };
    }

    // Titles that contain the query come before titles with similar spelling.
    private int[] FindSuggestions(string query) =>
    [
        .. Enumerable.Range(0, items.Count)
            .OrderByDescending(item => query.Length > 0 && titles[item].WithoutYear.Contains(query, StringComparison.Ordinal))
            .ThenByDescending(item => Similarity.Similarity(query, titles[item].WithoutArticle))
            .Take(MaxSuggestions),
    ];

    private string TitleOf(int item) => metadata.TryGetValue(items[item], out Item? known) ? known.DisplayName() : items[item];
}

/// <summary>The result of a search for an item.</summary>
/// <param name="Kind">Whether the item was found.</param>
/// <param name="Items">
/// Item indices: the one that was found, all that have the title, or up to five suggestions, the nearest first.
/// </param>
internal sealed record TitleMatch(TitleMatchKind Kind, IReadOnlyList<int> Items);

/// <summary>Whether a search found an item.</summary>
internal enum TitleMatchKind
{
    /// <summary>Exactly one item has this id or title.</summary>
    Found,

    /// <summary>Several items have this title.</summary>
    Ambiguous,

    /// <summary>No item has it; some are similar.</summary>
    NotFound,
}
