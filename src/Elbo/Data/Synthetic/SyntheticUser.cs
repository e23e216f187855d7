namespace Elbo.Data.Synthetic;

/// <summary>
/// One person's walk through the catalogue. Series are followed part by part; between series the genre stays,
/// moves on to the one that follows it, returns to a favourite, or goes with the fashion. Favourites drift the same way, so that the
/// recent past says more than the distant one.
/// </summary>
internal sealed class SyntheticUser
{
    private const int MaxAttempts = 12;
    private readonly SyntheticCatalog catalog;
    private readonly DeterministicRandom random;
    private readonly bool[] seen;
    private readonly int[] favourites;
    private readonly int style;
    private int genre;
    private int lastItem = -1;

    /// <param name="catalog">What is on offer.</param>
    /// <param name="random">This person's own draws.</param>
    /// <param name="seen">Which items the person has had; all false at first.</param>
    public SyntheticUser(SyntheticCatalog catalog, DeterministicRandom random, bool[] seen)
    {
        this.catalog = catalog;
        this.random = random;
        this.seen = seen;
        favourites = [catalog.Genres.Draw(random), catalog.Genres.Draw(random)];
        style = catalog.Styles.Draw(random);
        genre = favourites[0];
    }

    /// <summary>The next item, one that the person has not had.</summary>
    public int NextItem()
    {
        if (random.NextInt(100) < 4)
        {
            ref int drifting = ref favourites[random.NextInt(favourites.Length)];
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
            < 92 => favourites[random.NextInt(favourites.Length)],
            _ => catalog.Genres.Draw(random),
        };
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            // Who knows most of a genre looks further afield.
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

    // Half the items at least are unseen, so this ends after two draws on average.
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
