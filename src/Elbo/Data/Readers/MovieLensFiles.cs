namespace Elbo.Data.Readers;

/// <summary>Finds the ratings and titles of a MovieLens layout among files, at their top or one folder below.</summary>
internal static class MovieLensFiles
{
    private static readonly (string Ratings, string Items)[] Layouts =
        [("ratings.csv", "movies.csv"), ("ratings.dat", "movies.dat"), ("u.data", "u.item")];

    /// <summary>The name of the ratings and, where it is there too, of the titles.</summary>
    /// <param name="container">The folder or zip, for messages.</param>
    /// <param name="names">Relative names with '/' between folders.</param>
    /// <exception cref="ElboException">There are no ratings, or several.</exception>
    public static (string Ratings, string? Items) Find(string container, IReadOnlyList<string> names)
    {
        List<(string Ratings, string? Items)> found = [];
        foreach (string name in names.Where(name => name.Count(c => c == '/') <= 1))
        {
            string? items = ItemsFileFor(name);
            if (items is not null)
            {
                found.Add((name, names.Contains(items) ? items : null));
            }
        }

        return found.Count switch
        {
            1 => found[0],
            0 => throw new ElboException(
                $"{container}: holds none of {string.Join(", ", Layouts.Select(layout => layout.Ratings))} (at its top or one folder below); name the file of interactions itself"),
            _ => throw new ElboException(
                $"{container}: holds several files of ratings ({string.Join(", ", found.Select(file => file.Ratings))}); name the one to read"),
        };
    }

    /// <summary>What the file of titles beside a file of ratings is called; null where the name is not a MovieLens name.</summary>
    public static string? ItemsFileFor(string ratings)
    {
        string name = ratings[(ratings.LastIndexOfAny(['/', Path.DirectorySeparatorChar]) + 1)..];
        string? items = Layouts.FirstOrDefault(layout => layout.Ratings == name).Items;
        return items is null ? null : ratings[..^name.Length] + items;
    }
}
