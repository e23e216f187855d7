namespace Elbo.Data.Samples;

/// <summary>
/// One person's walk through the catalogue. Series are followed part by part; between series the genre stays,
/// moves on to the one that follows it, returns to a favourite, or goes with the fashion. Favourites drift the same way, so that the
/// recent past says more than the distant one.
/// </summary>
internal sealed class SamplePerson
{
    private const int Attempts = 12;
    private readonly SampleCatalogue catalogue;
    private readonly DeterministicRandom random;
    private readonly bool[] seen;
    private readonly int[] favourites;
    private readonly int style;
    private int genre;
    private int last = -1;

    /// <param name="catalogue">What is on offer.</param>
    /// <param name="random">This person's own draws.</param>
    /// <param name="seen">Which items the person has had; all false at first.</param>
    public SamplePerson(SampleCatalogue catalogue, DeterministicRandom random, bool[] seen)
    {
        this.catalogue = catalogue;
        this.random = random;
        this.seen = seen;
        favourites = [catalogue.Genres.Draw(random), catalogue.Genres.Draw(random)];
        style = catalogue.Styles.Draw(random);
        genre = favourites[0];
    }

    /// <summary>The next item, one that the person has not had.</summary>
    public int Next()
    {
        if (random.NextInt(100) < 4)
        {
            ref int drifting = ref favourites[random.NextInt(favourites.Length)];
            drifting = catalogue.NextGenre[drifting];
        }

        last = FollowingPart() ?? OtherSeries();
        seen[last] = true;
        return last;
    }

    private int? FollowingPart() =>
        last >= 0 && random.NextInt(100) < 65 ? FirstUnseen(catalogue.SeriesOf[last]) : null;

    private int OtherSeries()
    {
        genre = random.NextInt(100) switch
        {
            < 45 => genre,
            < 75 => catalogue.NextGenre[genre],
            < 92 => favourites[random.NextInt(favourites.Length)],
            _ => catalogue.Genres.Draw(random),
        };
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            // Who knows most of a genre looks further afield.
            int shelf = attempt < Attempts / 2 ? genre : catalogue.Genres.Draw(random);
            int taste = random.NextInt(100) < 70 ? style : catalogue.Styles.Draw(random);
            if (FirstUnseen(catalogue.DrawSeries(shelf, taste, random)) is int item)
            {
                return item;
            }
        }

        return AnyUnseen();
    }

    private int? FirstUnseen(int series)
    {
        for (int item = catalogue.FirstItems[series]; item < seen.Length && catalogue.SeriesOf[item] == series; item++)
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
