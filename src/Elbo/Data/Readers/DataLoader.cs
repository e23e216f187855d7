namespace Elbo.Data.Readers;

/// <summary>Loads data sets: MovieLens by name, or any file, folder or zip of interactions.</summary>
/// <param name="http">Fetches the named data sets.</param>
/// <param name="cacheFolder">Where they are kept; default <see cref="DatasetDownloader.DefaultCacheFolder"/>.</param>
public sealed class DataLoader(HttpClient http, string? cacheFolder = null)
{
    /// <summary>
    /// Reads, filters, orders and numbers interactions. Histories are in time order; equal times, and data without
    /// times, keep the order of the file.
    /// </summary>
    /// <param name="nameOrPath">
    /// One of <see cref="DatasetDownloader.Names"/>, unless a file or folder of that name exists; or a CSV, TSV, JSON or Parquet
    /// file; or a MovieLens file, folder or zip.
    /// </param>
    /// <param name="readOptions">Where in the file the interactions stand; default by the usual names.</param>
    /// <param name="preprocessing">Which are kept; default all.</param>
    /// <param name="context">Logger and cancellation.</param>
    /// <param name="progress">Told of a download.</param>
    /// <exception cref="ElboException">The data cannot be had or read, or nothing is left of it.</exception>
    /// <exception cref="OperationCanceledException">The context's cancellation was asked for.</exception>
    public InteractionDataset Load(
        string nameOrPath,
        ReadOptions? readOptions = null,
        PreprocessingOptions? preprocessing = null,
        RunContext? context = null,
        IProgress<DownloadProgress>? progress = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(nameOrPath);
        readOptions ??= new ReadOptions();
        preprocessing ??= new PreprocessingOptions();
        context ??= new RunContext();
        bool isBuiltIn = DatasetDownloader.Names.Contains(nameOrPath) && !File.Exists(nameOrPath) && !Directory.Exists(nameOrPath);
        string path = isBuiltIn
            ? new DatasetDownloader(http, cacheFolder).FetchAsync(nameOrPath, progress, context.CancellationToken).GetAwaiter().GetResult()
            : nameOrPath;

        using TemporaryFolder folder = new(readOptions.TempDir);
        DatasetFiles files = DatasetFiles.Locate(path, folder.Path, context.CancellationToken);
        using DuckDbDatabase database = new(folder.Path, Path.GetFileName(files.Interactions), readOptions, context);
        TableFile file = TableFile.Open(database, files.Interactions, readOptions.Format);
        InteractionLog log = InteractionLog.Import(database, file, readOptions, preprocessing.MinValue is not null);
        return new Preprocessor(database, log, preprocessing, context).Run(
            files.Name,
            items => (readOptions.ItemsFile ?? files.Items) is string path
                ? ItemMetadataReader.Read(database, path, readOptions, log.ItemIdType, items)
                : new Dictionary<string, ItemMetadata>());
    }
}
