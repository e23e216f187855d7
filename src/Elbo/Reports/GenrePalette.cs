using Elbo.Runs;

namespace Elbo.Reports;

/// <summary>The genres of a run's items that have a colour: the most common ones.</summary>
internal sealed class GenrePalette
{
    /// <summary>As many as there are colours which people with any colour vision tell apart.</summary>
    private const int ColorCount = 7;

    private readonly IReadOnlyList<RunItem> items;
    private readonly Dictionary<string, int> indices;

    /// <summary>Share of training interactions with each genre.</summary>
    private readonly double[] shares;

    public GenrePalette(IReadOnlyList<RunItem> items)
    {
        this.items = items;
        Names = [.. items
            .SelectMany(item => item.Genres.Distinct())
            .GroupBy(genre => genre)
            .OrderByDescending(genre => genre.Count())
            .ThenBy(genre => genre.Key, StringComparer.Ordinal)
            .Take(ColorCount)
            .Select(genre => genre.Key)];
        indices = Names.Select((name, index) => (name, index)).ToDictionary(pair => pair.name, pair => pair.index);
        double all = Math.Max(1, items.Sum(item => (long)item.Count));
        shares = [.. Names.Select(name => items.Where(item => item.Genres.Contains(name)).Sum(item => (long)item.Count) / all)];
    }

    /// <summary>The most common genre first.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The least common of some genres, which tells most of an item; null where none has a colour.</summary>
    public int? FindRarest(IEnumerable<string> genres) => Indices(genres).Select(index => (int?)index).Max();

    /// <summary>The genre whose share in a history exceeds its share in training the most, as a ratio; null where none does.</summary>
    public int? FindMostOverrepresented(ReadOnlySpan<int> history)
    {
        int[] counts = new int[Names.Count];
        foreach (int item in history)
        {
            foreach (int genre in Indices(items[item].Genres))
            {
                counts[genre]++;
            }
        }

        int? best = null;
        double highest = 1;
        for (int genre = 0; genre < counts.Length; genre++)
        {
            double lift = counts[genre] / (history.Length * shares[genre]);
            if (lift > highest)
            {
                (best, highest) = (genre, lift);
            }
        }

        return best;
    }

    private IEnumerable<int> Indices(IEnumerable<string> genres) => genres.Distinct().Where(indices.ContainsKey).Select(genre => indices[genre]);
}
