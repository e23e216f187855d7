using System.Buffers;

namespace Elbo.Inference.Ranking;

/// <summary>A request in the model's numbers, checked.</summary>
/// <param name="Known">Known items of the history, oldest first, each once; none of them is recommended.</param>
/// <param name="Read">Those that the model reads: the most recent.</param>
/// <param name="Unknown">Ids that the model does not know, each once, at most 100.</param>
/// <param name="K">How many to recommend, at most the number of items.</param>
/// <param name="Wishes">What to keep to.</param>
internal sealed record Query(int[] Known, ReadOnlyMemory<int> Read, IReadOnlyList<string> Unknown, int K, Wishes Wishes)
{
    private const int MostUnknown = 100;

    /// <summary>Reads a request; an id that stands more than once counts where it stands first, as in the preparation of data.</summary>
    /// <exception cref="ArgumentException">A value is out of its range or an id is null.</exception>
    public static Query Of(IReadOnlyList<string> history, int k, RecommendOptions? options, ItemTable items, int mostHistory)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        Wishes wishes = Wishes.Of(options, items);
        int[] known = ArrayPool<int>.Shared.Rent(Math.Min(history.Count, items.Count) + 1);
        try
        {
            int count = Find(history, items, known, out IReadOnlyList<string> unknown);
            int[] kept = known.AsSpan(0, count).ToArray();
            return new Query(kept, kept.AsMemory(Math.Max(0, count - mostHistory)), unknown, Math.Min(k, items.Count), wishes);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(known);
        }
    }

    private static int Find(IReadOnlyList<string> history, ItemTable items, int[] known, out IReadOnlyList<string> unknown)
    {
        using ItemSet seen = new(items.Count);
        HashSet<string>? strangers = null;
        int count = 0;
        for (int place = 0; place < history.Count; place++)
        {
            string id = history[place] ?? throw new ArgumentException($"id {place} of the history is null", nameof(history));
            int column = items.ColumnOf(id);
            if (column < 0 && (strangers is null || strangers.Count < MostUnknown))
            {
                (strangers ??= new HashSet<string>(StringComparer.Ordinal)).Add(id);
            }
            else if (column >= 0 && seen.Add(column))
            {
                known[count++] = column;
            }
        }

        unknown = strangers is null ? [] : [.. strangers];
        return count;
    }
}
