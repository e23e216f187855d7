namespace Elbo.Data.Readers;

/// <summary>Paths of the interactions and, if there is one, the titles file of a file, folder or zip.</summary>
/// <param name="Interactions">Path of the file of interactions.</param>
/// <param name="Items">Path of the file of titles, if any.</param>
/// <param name="Name">Name of the data.</param>
internal sealed record DatasetFiles(string Interactions, string? Items, string Name)
{
    /// <summary>Finds the files in a file, folder or zip; the needed entries of a zip are extracted into <paramref name="extractTo"/>.</summary>
    /// <exception cref="ElboException">The path does not exist, or has nothing that can be read.</exception>
    public static DatasetFiles Locate(string path, string extractTo, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
        {
            return LocateInFolder(path);
        }

        if (!File.Exists(path))
        {
            throw new ElboException(
                $"{path}: no such file or folder; check the path or use one of {string.Join(", ", DatasetDownloader.Names)}");
        }

        if (path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            return LocateInZip(path, extractTo, cancellationToken);
        }

        string? items = MovieLensFiles.ItemsFileFor(path);
        return new DatasetFiles(path, File.Exists(items) ? items : null, DatasetName(path));
    }

    private static DatasetFiles LocateInFolder(string path)
    {
        string[] names =
        [
            .. Directory.EnumerateFiles(path, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
                .Select(file => Path.GetRelativePath(path, file).Replace('\\', '/')),
        ];
        (string ratings, string? items) = MovieLensFiles.Find(path, names);
        return new DatasetFiles(
            Path.Combine(path, ratings), items is null ? null : Path.Combine(path, items), Path.GetFileName(Path.GetFullPath(path).TrimEnd('/', '\\')));
    }

    private static DatasetFiles LocateInZip(string path, string extractTo, CancellationToken cancellationToken)
    {
        (string Ratings, string? Items) found = ("", null);
        SafeZip.Extract(
            path,
            extractTo,
            names =>
            {
                found = MovieLensFiles.Find(Path.GetFileName(path), names);
                return found.Items is null ? [found.Ratings] : [found.Ratings, found.Items];
            },
            cancellationToken);
        return new DatasetFiles(
            Path.Combine(extractTo, Path.GetFileName(found.Ratings)),
            found.Items is null ? null : Path.Combine(extractTo, Path.GetFileName(found.Items)),
            DatasetName(path));
    }

    private static string DatasetName(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? Path.GetFileNameWithoutExtension(name) : name;
    }
}
