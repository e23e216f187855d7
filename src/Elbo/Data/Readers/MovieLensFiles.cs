namespace Elbo.Data.Readers;

/// <summary>Finds the ratings and titles of a MovieLens archive or folder, at its top level or one folder below.</summary>
internal static class MovieLensFiles
{
    private static readonly (string Ratings, string Items)[] Layouts =
        [("ratings.csv", "movies.csv"), ("ratings.dat", "movies.dat"), ("u.data", "u.item")];

    /// <summary>The names of the ratings file and, if it exists, of the titles file.</summary>
    /// <param name="container">The folder or zip, for messages.</param>
    /// <param name="names">Relative names with '/' between folders.</param>
    /// <exception cref="ElboException">There is no ratings file, or several.</exception>
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
                $"{container}: contains none of {string.Join(", ", Layouts.Select(layout => layout.Ratings))} (at its top level or one folder below); give the path of the interactions file"),
            _ => throw new ElboException(
                $"{container}: contains several ratings files ({string.Join(", ", found.Select(file => file.Ratings))}); give the path of one of them"),
        };
    }

    /// <summary>Whether a file has the name of a MovieLens ratings file, whose columns are known.</summary>
    public static bool IsRatingsFile(string path) => ItemsFileFor(path) is not null;

    /// <summary>Name of the titles file in the same folder as a ratings file; null if the name is not a MovieLens name.</summary>
    public static string? ItemsFileFor(string ratings)
    {
        string name = ratings[(ratings.LastIndexOfAny(['/', Path.DirectorySeparatorChar]) + 1)..];
        string? items = Layouts.FirstOrDefault(layout => layout.Ratings == name).Items;
        return items is null ? null : ratings[..^name.Length] + items;
    }
}
