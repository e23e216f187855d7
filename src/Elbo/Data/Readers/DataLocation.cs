namespace Elbo.Data.Readers;

/// <summary>Where the interactions and perhaps the titles lie, once a folder or zip is looked through.</summary>
/// <param name="Ratings">Path of the file of interactions.</param>
/// <param name="Items">Path of the file of titles, if any.</param>
/// <param name="Name">What the data is called.</param>
internal sealed record DataLocation(string Ratings, string? Items, string Name)
{
    /// <summary>Looks at a file, folder or zip; what is needed of a zip is unpacked into <paramref name="unpacked"/>.</summary>
    /// <exception cref="ElboException">There is nothing at the path, or nothing that can be read.</exception>
    public static DataLocation Of(string path, string unpacked, CancellationToken cancellation)
    {
        if (Directory.Exists(path))
        {
            return InFolder(path);
        }

        if (!File.Exists(path))
        {
            throw new ElboException(
                $"{path}: no such file or folder; check the path, or name one of {string.Join(", ", DatasetDownload.Names)}");
        }

        if (path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            return InZip(path, unpacked, cancellation);
        }

        string? items = MovieLensFiles.ItemsBeside(path);
        return new DataLocation(path, File.Exists(items) ? items : null, NameOf(path));
    }

    private static DataLocation InFolder(string path)
    {
        string[] names =
        [
            .. Directory.EnumerateFiles(path, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
                .Select(file => Path.GetRelativePath(path, file).Replace('\\', '/')),
        ];
        (string ratings, string? items) = MovieLensFiles.Find(path, names);
        return new DataLocation(
            Path.Combine(path, ratings), items is null ? null : Path.Combine(path, items), Path.GetFileName(Path.GetFullPath(path).TrimEnd('/', '\\')));
    }

    private static DataLocation InZip(string path, string unpacked, CancellationToken cancellation)
    {
        (string Ratings, string? Items) found = ("", null);
        SafeZip.Extract(
            path,
            unpacked,
            names =>
            {
                found = MovieLensFiles.Find(Path.GetFileName(path), names);
                return found.Items is null ? [found.Ratings] : [found.Ratings, found.Items];
            },
            cancellation);
        return new DataLocation(
            Path.Combine(unpacked, Path.GetFileName(found.Ratings)),
            found.Items is null ? null : Path.Combine(unpacked, Path.GetFileName(found.Items)),
            NameOf(path));
    }

    private static string NameOf(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? Path.GetFileNameWithoutExtension(name) : name;
    }
}
