using F23.StringSimilarity;

namespace Elbo.Data;

/// <summary>Finds the item that a person means by what they type: its id, or its title more or less.</summary>
/// <remarks>Safe to share between threads.</remarks>
public sealed class TitleSearch
{
    private const int NearCount = 5;
    private static readonly JaroWinkler Likeness = new();
    private readonly Vocabulary items;
    private readonly IReadOnlyDictionary<string, ItemDetails> details;
    private readonly TitleKey[] keys;
    private readonly ILookup<string, int>[] levels;

    /// <summary>A search over the items of a vocabulary; an item without details goes by its id.</summary>
    public TitleSearch(Vocabulary items, IReadOnlyDictionary<string, ItemDetails> details)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(details);
        this.items = items;
        this.details = details;
        keys = [.. items.Ids.Select((_, item) => TitleKey.Of(Title(item)))];
        int[] all = [.. Enumerable.Range(0, items.Count)];
        levels =
        [
            all.ToLookup(Title, StringComparer.Ordinal),
            all.ToLookup(item => keys[item].WithYear, StringComparer.Ordinal),
            all.ToLookup(item => keys[item].Plain, StringComparer.Ordinal),
            all.ToLookup(item => keys[item].Bare, StringComparer.Ordinal),
        ];
    }

    /// <summary>
    /// Tries in turn the id, the title as it stands, the title in any case, spacing and order of its article
    /// ("the matrix (1999)" for "Matrix, The (1999)"), without its year, and without its article. The first
    /// that fits any item decides.
    /// </summary>
    public TitleMatch Find(string query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (items.TryGetIndex(query.Trim(), out int index))
        {
            return new TitleMatch(TitleMatchKind.Found, [index]);
        }

        // A year that was typed is meant, so that "The Matrix (2024)" does not find the film of 1999.
        TitleKey key = TitleKey.Of(query);
        bool hasYear = key.WithYear != key.Plain;
        string[] forms = hasYear ? [query, key.WithYear] : [query, key.WithYear, key.Plain, key.Bare];
        for (int level = 0; level < forms.Length; level++)
        {
            int[] found = [.. levels[level][forms[level]]];
            if (found.Length > 0)
            {
                return new TitleMatch(found.Length == 1 ? TitleMatchKind.Found : TitleMatchKind.Ambiguous, found);
            }
        }

        return new TitleMatch(TitleMatchKind.NotFound, Near(key.Bare));
    }

    /// <summary>The index of the one item that is meant.</summary>
    /// <exception cref="ElboException">None or several are; the message lists those that may be.</exception>
    public int Require(string query) => RequireAll([query])[0];

    /// <summary>The indices of the items that are meant, in the order typed.</summary>
    /// <exception cref="ElboException">Some mean none or several; the message has a line for each of these.</exception>
    public IReadOnlyList<int> RequireAll(IReadOnlyList<string> queries)
    {
        ArgumentNullException.ThrowIfNull(queries);
        TitleMatch[] matches = [.. queries.Select(Find)];
        string[] problems = [.. matches.Zip(queries, Problem).OfType<string>()];
        return problems.Length == 0
            ? [.. matches.Select(match => match.Items[0])]
            : throw new ElboException(string.Join('\n', problems));
    }

    private string? Problem(TitleMatch match, string query)
    {
        string list = string.Join(", ", match.Items.Select(item => $"{Title(item)} (id {items[item]})"));
        return match.Kind switch
        {
            TitleMatchKind.Found => null,
            TitleMatchKind.Ambiguous => $"'{query}' may be {list}; give the id",
            _ => $"'{query}' is the id or title of no item; did you mean one of {list}?",
        };
    }

    // A title that holds all that was typed comes before one that is merely spelt alike.
    private int[] Near(string typed) =>
    [
        .. Enumerable.Range(0, items.Count)
            .OrderByDescending(item => typed.Length > 0 && keys[item].Plain.Contains(typed, StringComparison.Ordinal))
            .ThenByDescending(item => Likeness.Similarity(typed, keys[item].Bare))
            .Take(NearCount),
    ];

    private string Title(int item) => details.TryGetValue(items[item], out ItemDetails? known) ? known.Title : items[item];
}
