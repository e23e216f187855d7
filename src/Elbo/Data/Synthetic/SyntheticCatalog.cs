namespace Elbo.Data.Synthetic;

/// <summary>
/// The available items: series of one to five parts, each series of one genre and one style. Users like
/// styles across genres, and within a genre and style only a few series are popular.
/// </summary>
internal sealed class SyntheticCatalog
{
    public const int StyleCount = 4;

    private static readonly string[] GenreNames =
    [
        "Adventure", "Animation", "Comedy", "Crime", "Documentary", "Drama",
        "Fantasy", "History", "Mystery", "Romance", "Science Fiction", "Thriller",
    ];

    // Of 100 series 35 have one part, 20 have two, and so on.
    private static readonly DiscreteDistribution SeriesLengths = new([35, 20, 25, 12, 8]);

    private readonly int[][] seriesByGroup;
    private readonly DiscreteDistribution[] seriesDistributions;

    public SyntheticCatalog(int itemCount, DeterministicRandom random)
    {
        List<int>[] groups = [.. Enumerable.Range(0, GenreNames.Length * StyleCount).Select(_ => new List<int>())];
        int item = 0;
        while (item < itemCount)
        {
            int series = FirstItems.Count;

            // Every group gets one series before the random draws, so that none is empty.
            int group = series < groups.Length ? series : random.NextInt(groups.Length);
            int length = Math.Min(SeriesLengths.Draw(random) + 1, itemCount - item);
            groups[group].Add(series);
            FirstItems.Add(item);
            for (int part = 0; part < length; part++)
            {
                SeriesOf.Add(series);
                Metadata.Add(new Item(SyntheticDataset.FormatId(Metadata.Count), SyntheticTitles.Create(series, part), [GenreNames[group / StyleCount]], InteractionCount: 0));
            }

            item += length;
        }

        seriesByGroup = [.. groups.Select(group => group.ToArray())];
        seriesDistributions = [.. groups.Select(group => DiscreteDistribution.InverseSquare(group.Count))];

        // One cycle through all genres in a random order: the genre that users move to after each genre.
        int[] cycle = [.. Enumerable.Range(0, GenreNames.Length)];
        random.Shuffle(cycle.AsSpan());
        NextGenre = new int[cycle.Length];
        for (int i = 0; i < cycle.Length; i++)
        {
            NextGenre[cycle[i]] = cycle[(i + 1) % cycle.Length];
        }
    }

    /// <summary>The genres that users start from, some more popular than others.</summary>
    public DiscreteDistribution Genres { get; } = DiscreteDistribution.Zipf(GenreNames.Length);

    /// <summary>The styles that users like, some more popular than others.</summary>
    public DiscreteDistribution Styles { get; } = DiscreteDistribution.Zipf(StyleCount);

    /// <summary>The genre that follows each genre.</summary>
    public int[] NextGenre { get; }

    /// <summary>The series of each item.</summary>
    public List<int> SeriesOf { get; } = [];

    /// <summary>The first item of each series; its parts follow it.</summary>
    public List<int> FirstItems { get; } = [];

    /// <summary>Title and genre of each item.</summary>
    public List<Item> Metadata { get; } = [];

    /// <summary>Draws a series of a genre and style, popular ones more often.</summary>
    public int DrawSeries(int genre, int style, DeterministicRandom random)
    {
        int group = genre * StyleCount + style;
        return seriesByGroup[group][seriesDistributions[group].Draw(random)];
    }
}
