namespace Elbo.Data.Readers;

/// <summary>Loads data sets: MovieLens by name, or any file, folder or zip of interactions.</summary>
/// <param name="http">Fetches the named data sets.</param>
/// <param name="cacheFolder">Where they are kept; default <see cref="DatasetDownload.DefaultCacheFolder"/>.</param>
public sealed class DataLoader(HttpClient http, string? cacheFolder = null)
{
    /// <summary>
    /// Reads, filters, orders and numbers interactions. Histories are in time order; equal times, and data without
    /// times, keep the order of the file.
    /// </summary>
    /// <param name="nameOrPath">
    /// One of <see cref="DatasetDownload.Names"/>, unless a file or folder of that name exists; or a CSV, TSV, JSON or Parquet
    /// file; or a MovieLens file, folder or zip.
    /// </param>
    /// <param name="read">Where in the file the interactions stand; default by the usual names.</param>
    /// <param name="preparation">Which are kept; default all.</param>
    /// <param name="context">Logger and cancellation.</param>
    /// <param name="progress">Told of a download.</param>
    /// <exception cref="ElboException">The data cannot be had or read, or nothing is left of it.</exception>
    /// <exception cref="OperationCanceledException">The context's cancellation was asked for.</exception>
    public DataSet Load(
        string nameOrPath,
        ReadOptions? read = null,
        PreparationOptions? preparation = null,
        RunContext? context = null,
        IProgress<DownloadProgress>? progress = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(nameOrPath);
        read ??= new ReadOptions();
        preparation ??= new PreparationOptions();
        context ??= new RunContext();
        bool named = DatasetDownload.Names.Contains(nameOrPath) && !File.Exists(nameOrPath) && !Directory.Exists(nameOrPath);
        string path = named
            ? new DatasetDownload(http, cacheFolder).FetchAsync(nameOrPath, progress, context.Cancellation).GetAwaiter().GetResult()
            : nameOrPath;

        using TemporaryFolder folder = new(read.TemporaryFolder);
        DataLocation location = DataLocation.Of(path, folder.Path, context.Cancellation);
        using DuckDbSource source = new(folder.Path, Path.GetFileName(location.Ratings), read, context);
        TableFile file = TableFile.Open(source, location.Ratings, read.Format);
        InteractionLog log = InteractionLog.Import(source, file, read, preparation.MinValue is not null);
        return new Preparation(source, log, preparation, context).Run(
            location.Name,
            items => (read.ItemsFile ?? location.Items) is string path
                ? ItemDetailsReader.Read(source, path, read, log.ItemIds, items)
                : new Dictionary<string, ItemDetails>());
    }
}
