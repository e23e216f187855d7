namespace Elbo.Data.Samples;

/// <summary>
/// The items on offer: series of one to five parts, each series of one genre and one style. People like
/// styles across genres, and within a genre and style few series are known to many.
/// </summary>
internal sealed class SampleCatalogue
{
    public const int StyleCount = 4;

    private static readonly string[] GenreNames =
    [
        "Adventure", "Animation", "Comedy", "Crime", "Documentary", "Drama",
        "Fantasy", "History", "Mystery", "Romance", "Science Fiction", "Thriller",
    ];

    // Of 100 series 35 stand alone, 20 have two parts, and so on.
    private static readonly WeightedTable Lengths = new([35, 20, 25, 12, 8]);

    private readonly int[][] seriesByShelf;
    private readonly WeightedTable[] tables;

    public SampleCatalogue(int itemCount, DeterministicRandom random)
    {
        List<int>[] shelves = [.. Enumerable.Range(0, GenreNames.Length * StyleCount).Select(_ => new List<int>())];
        int item = 0;
        while (item < itemCount)
        {
            int series = FirstItems.Count;

            // Every shelf gets a series before chance decides, so that none stands empty.
            int shelf = series < shelves.Length ? series : random.NextInt(shelves.Length);
            int length = Math.Min(Lengths.Draw(random) + 1, itemCount - item);
            shelves[shelf].Add(series);
            FirstItems.Add(item);
            for (int part = 0; part < length; part++)
            {
                SeriesOf.Add(series);
                Details.Add(new ItemDetails(SampleTitles.Of(series, part), [GenreNames[shelf / StyleCount]]));
            }

            item += length;
        }

        seriesByShelf = [.. shelves.Select(shelf => shelf.ToArray())];
        tables = [.. shelves.Select(shelf => WeightedTable.Steep(shelf.Count))];

        // One cycle through all genres in a random order: what people turn to after each genre.
        int[] cycle = [.. Enumerable.Range(0, GenreNames.Length)];
        random.Shuffle(cycle.AsSpan());
        NextGenre = new int[cycle.Length];
        for (int i = 0; i < cycle.Length; i++)
        {
            NextGenre[cycle[i]] = cycle[(i + 1) % cycle.Length];
        }
    }

    /// <summary>The genres people start from: some are liked by more than others.</summary>
    public WeightedTable Genres { get; } = WeightedTable.Zipf(GenreNames.Length);

    /// <summary>The styles people like: some are liked by more than others.</summary>
    public WeightedTable Styles { get; } = WeightedTable.Zipf(StyleCount);

    /// <summary>The genre that follows each genre.</summary>
    public int[] NextGenre { get; }

    /// <summary>The series of each item.</summary>
    public List<int> SeriesOf { get; } = [];

    /// <summary>The first item of each series; its parts follow it.</summary>
    public List<int> FirstItems { get; } = [];

    /// <summary>Title and genre of each item.</summary>
    public List<ItemDetails> Details { get; } = [];

    /// <summary>A series of a genre and style, the well-known ones more often.</summary>
    public int DrawSeries(int genre, int style, DeterministicRandom random)
    {
        int shelf = genre * StyleCount + style;
        return seriesByShelf[shelf][tables[shelf].Draw(random)];
    }
}
