using System.Buffers;
using System.Numerics;
using Elbo.Inference;

namespace Elbo.Server.Items;

/// <summary>Finds items while somebody types: every word typed begins a word of the title, whatever case and accents; popular items first.</summary>
internal sealed class ItemIndex
{
    private const int MaxWords = 8;
    private readonly Item[] byRank;
    private readonly Dictionary<string, Item> byId;
    private readonly string[] words;

    // Ranks of the items that have words[w] stand from starts[w] to starts[w + 1].
    private readonly int[] starts;
    private readonly int[] ranks;

    public ItemIndex(IReadOnlyList<Item> items)
    {
        byRank = [.. items.OrderByDescending(item => item.Count)];
        byId = byRank.ToDictionary(item => item.Id, StringComparer.Ordinal);
        SortedDictionary<string, List<int>> postings = new(StringComparer.Ordinal);
        for (int rank = 0; rank < byRank.Length; rank++)
        {
            foreach (string word in SearchWords.OfTitle(byRank[rank].Title ?? byRank[rank].Id).Distinct())
            {
                if (!postings.TryGetValue(word, out List<int>? having))
                {
                    postings.Add(word, having = []);
                }

                having.Add(rank);
            }
        }

        words = [.. postings.Keys];
        ranks = [.. postings.Values.SelectMany(having => having)];
        starts = new int[words.Length + 1];
        int next = 0;
        int end = 0;
        foreach (List<int> having in postings.Values)
        {
            starts[++next] = end += having.Count;
        }
    }

    /// <summary>The items whose titles have words that begin with all that is typed; the item whose id it is comes first; all items where nothing is typed.</summary>
    public IReadOnlyList<Item> Find(string query, int limit)
    {
        List<Item> found = [];
        if (byId.TryGetValue(query.Trim(), out Item? named))
        {
            found.Add(named);
        }

        string[] typed = [.. SearchWords.Of(query).Take(MaxWords)];
        if (typed.Length == 0 && query.AsSpan().Trim().Length > 0)
        {
            return found;
        }

        int blocks = (byRank.Length + 63) / 64;
        ulong[] matching = ArrayPool<ulong>.Shared.Rent(blocks * 2);
        Span<ulong> all = matching.AsSpan(0, blocks);
        Span<ulong> one = matching.AsSpan(blocks, blocks);
        all.Fill(ulong.MaxValue);
        foreach (string prefix in typed)
        {
            Mark(prefix, one);
            for (int i = 0; i < blocks; i++)
            {
                all[i] &= one[i];
            }
        }

        Take(all, limit, named, found);
        ArrayPool<ulong>.Shared.Return(matching);
        return found;
    }

    /// <summary>Sets the bits of the items that have a word with this beginning.</summary>
    private void Mark(string prefix, Span<ulong> items)
    {
        items.Clear();
        int first = Array.BinarySearch(words, prefix, StringComparer.Ordinal);
        int last = first = first < 0 ? ~first : first;
        while (last < words.Length && words[last].StartsWith(prefix, StringComparison.Ordinal))
        {
            last++;
        }

        foreach (int rank in ranks.AsSpan(starts[first]..starts[last]))
        {
            items[rank >> 6] |= 1UL << rank;
        }
    }

    private void Take(ReadOnlySpan<ulong> matching, int limit, Item? named, List<Item> found)
    {
        for (int block = 0; block < matching.Length && found.Count < limit; block++)
        {
            for (ulong rest = matching[block]; rest != 0 && found.Count < limit; rest &= rest - 1)
            {
                int rank = (block << 6) + BitOperations.TrailingZeroCount(rest);
                if (rank < byRank.Length && !ReferenceEquals(byRank[rank], named))
                {
                    found.Add(byRank[rank]);
                }
            }
        }
    }
}
