using System.Buffers;
using System.Numerics;

namespace Elbo.Server.Items;

/// <summary>Searches items as the user types: every word of the query must be the prefix of a word in the title, ignoring case and accents; popular items first.</summary>
internal sealed class ItemSearchIndex
{
    private const int MaxQueryTokens = 8;
    private readonly Item[] byRank;
    private readonly Dictionary<string, Item> byId;
    private readonly string[] tokens;

    // The ranks of the items whose titles contain tokens[t] are ranks[starts[t]..starts[t + 1]].
    private readonly int[] starts;
    private readonly int[] ranks;

    public ItemSearchIndex(IReadOnlyList<Item> items)
    {
        byRank = [.. items.OrderByDescending(item => item.InteractionCount)];
        byId = byRank.ToDictionary(item => item.Id, StringComparer.Ordinal);
        SortedDictionary<string, List<int>> postings = new(StringComparer.Ordinal);
        for (int rank = 0; rank < byRank.Length; rank++)
        {
            foreach (string token in SearchTokenizer.TokenizeTitle(byRank[rank].Title ?? byRank[rank].Id).Distinct())
            {
                if (!postings.TryGetValue(token, out List<int>? posting))
                {
                    postings.Add(token, posting = []);
                }

                posting.Add(rank);
            }
        }

        tokens = [.. postings.Keys];
        ranks = [.. postings.Values.SelectMany(posting => posting)];
        starts = new int[tokens.Length + 1];
        int next = 0;
        int end = 0;
        foreach (List<int> posting in postings.Values)
        {
            starts[++next] = end += posting.Count;
        }
    }

    /// <summary>The items whose titles match every word of the query; an item with that id comes first. An empty query matches all items.</summary>
    public IReadOnlyList<Item> Search(string query, int limit)
    {
        List<Item> found = [];
        if (byId.TryGetValue(query.Trim(), out Item? exactMatch))
        {
            found.Add(exactMatch);
        }

        string[] prefixes = [.. SearchTokenizer.Tokenize(query).Take(MaxQueryTokens)];
        if (prefixes.Length == 0 && query.AsSpan().Trim().Length > 0)
        {
            return found;
        }

        int blocks = (byRank.Length + 63) / 64;
        ulong[] bits = ArrayPool<ulong>.Shared.Rent(blocks * 2);
        Span<ulong> matchesAll = bits.AsSpan(0, blocks);
        Span<ulong> matchesPrefix = bits.AsSpan(blocks, blocks);
        matchesAll.Fill(ulong.MaxValue);
        foreach (string prefix in prefixes)
        {
            MarkMatches(prefix, matchesPrefix);
            for (int i = 0; i < blocks; i++)
            {
                matchesAll[i] &= matchesPrefix[i];
            }
        }

        CollectMatches(matchesAll, limit, exactMatch, found);
        ArrayPool<ulong>.Shared.Return(bits);
        return found;
    }

    /// <summary>Sets the bits of the items whose titles contain a word with this prefix.</summary>
    private void MarkMatches(string prefix, Span<ulong> items)
    {
        items.Clear();
        int first = Array.BinarySearch(tokens, prefix, StringComparer.Ordinal);
        int last = first = first < 0 ? ~first : first;
        while (last < tokens.Length && tokens[last].StartsWith(prefix, StringComparison.Ordinal))
        {
            last++;
        }

        foreach (int rank in ranks.AsSpan(starts[first]..starts[last]))
        {
            items[rank >> 6] |= 1UL << rank;
        }
    }

    private void CollectMatches(ReadOnlySpan<ulong> matching, int limit, Item? exactMatch, List<Item> found)
    {
        for (int block = 0; block < matching.Length && found.Count < limit; block++)
        {
            for (ulong remaining = matching[block]; remaining != 0 && found.Count < limit; remaining &= remaining - 1)
            {
                int rank = (block << 6) + BitOperations.TrailingZeroCount(remaining);
                if (rank < byRank.Length && !ReferenceEquals(byRank[rank], exactMatch))
                {
                    found.Add(byRank[rank]);
                }
            }
        }
    }
}
