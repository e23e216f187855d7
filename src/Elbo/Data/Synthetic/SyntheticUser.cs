namespace Elbo.Data.Synthetic;

/// <summary>
/// One user's walk through the catalog. Series are followed part by part; between series the genre stays, moves to the
/// one that follows it, returns to a favorite, or is drawn by popularity. Favorites drift the same way, so that
/// recent interactions are more informative than old ones.
/// </summary>
internal sealed class SyntheticUser
{
    private const int MaxAttempts = 12;
    private readonly SyntheticCatalog catalog;
    private readonly DeterministicRandom random;
    private readonly bool[] seen;
    private readonly int[] favorites;
    private readonly int style;
    private int genre;
    private int lastItem = -1;

    /// <param name="catalog">The available items.</param>
    /// <param name="random">This user's random numbers.</param>
    /// <param name="seen">Which items the user has interacted with; all false at first.</param>
    public SyntheticUser(SyntheticCatalog catalog, DeterministicRandom random, bool[] seen)
    {
        this.catalog = catalog;
        this.random = random;
        this.seen = seen;
        favorites = [catalog.Genres.Draw(random), catalog.Genres.Draw(random)];
        style = catalog.Styles.Draw(random);
        genre = favorites[0];
    }

    /// <summary>The next item, one that the user has not interacted with.</summary>
    public int NextItem()
    {
        if (random.NextInt(100) < 4)
        {
            ref int drifting = ref favorites[random.NextInt(favorites.Length)];
            drifting = catalog.NextGenre[drifting];
        }

        lastItem = NextInSeries() ?? NextFromOtherSeries();
        seen[lastItem] = true;
        return lastItem;
    }

    private int? NextInSeries() =>
        lastItem >= 0 && random.NextInt(100) < 65 ? FirstUnseen(catalog.SeriesOf[lastItem]) : null;

    private int NextFromOtherSeries()
    {
        genre = random.NextInt(100) switch
        {
            < 45 => genre,
            < 75 => catalog.NextGenre[genre],
            < 92 => favorites[random.NextInt(favorites.Length)],
            _ => catalog.Genres.Draw(random),
        };
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            // A user who has seen most of a genre looks in others.
            int group = attempt < MaxAttempts / 2 ? genre : catalog.Genres.Draw(random);
            int drawnStyle = random.NextInt(100) < 70 ? style : catalog.Styles.Draw(random);
            if (FirstUnseen(catalog.DrawSeries(group, drawnStyle, random)) is int item)
            {
                return item;
            }
        }

        return AnyUnseen();
    }

    private int? FirstUnseen(int series)
    {
        for (int item = catalog.FirstItems[series]; item < seen.Length && catalog.SeriesOf[item] == series; item++)
        {
            if (!seen[item])
            {
                return item;
            }
        }

        return null;
    }

    // At least half of the items are unseen, so this ends after two draws on average.
    private int AnyUnseen()
    {
        int item = random.NextInt(seen.Length);
        while (seen[item])
        {
            item = random.NextInt(seen.Length);
        }

        return item;
    }
}
