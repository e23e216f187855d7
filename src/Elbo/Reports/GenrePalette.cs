namespace Elbo.Reports;

/// <summary>The most common genres of a run's items, each of which gets a color.</summary>
internal sealed class GenrePalette
{
    /// <summary>The number of colors that are distinguishable with any color vision.</summary>
    private const int ColorCount = 7;

    private readonly IReadOnlyList<Item> items;
    private readonly Dictionary<string, int> indices;

    /// <summary>Fraction of training interactions with each genre.</summary>
    private readonly double[] shares;

    public GenrePalette(IReadOnlyList<Item> items)
    {
        this.items = items;
        Names = [.. items
            .SelectMany(item => item.Categories.Distinct())
            .GroupBy(genre => genre)
            .OrderByDescending(genre => genre.Count())
            .ThenBy(genre => genre.Key, StringComparer.Ordinal)
            .Take(ColorCount)
            .Select(genre => genre.Key)];
        indices = Names.Select((name, index) => (name, index)).ToDictionary(pair => pair.name, pair => pair.index);
        double all = Math.Max(1, items.Sum(item => (long)item.InteractionCount));
        shares = [.. Names.Select(name => items.Where(item => item.Categories.Contains(name)).Sum(item => (long)item.InteractionCount) / all)];
    }

    /// <summary>Genres, most common first.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The least common of some genres, which is the most specific one; null if none has a color.</summary>
    public int? FindRarest(IEnumerable<string> genres) => Indices(genres).Select(index => (int?)index).Max();

    /// <summary>The genre with the highest ratio of its share in a history to its share in training; null if no ratio exceeds 1.</summary>
    public int? FindMostOverrepresented(ReadOnlySpan<int> history)
    {
        int[] counts = new int[Names.Count];
        foreach (int item in history)
        {
            foreach (int genre in Indices(items[item].Categories))
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
