namespace Elbo.Data.Readers;

/// <summary>Loads data sets: MovieLens by name, or any file, folder or zip of interactions.</summary>
/// <param name="http">Downloads the built-in data sets.</param>
/// <param name="cacheFolder">Where downloads are cached; default <see cref="DatasetDownloader.DefaultCacheFolder"/>.</param>
public sealed class DataLoader(HttpClient http, string? cacheFolder = null)
{
    /// <summary>
    /// Reads, filters, orders and indexes interactions. Histories are in time order; interactions with equal times, and
    /// all interactions of data without times, are in the order of the file.
    /// </summary>
    /// <param name="nameOrPath">
    /// One of <see cref="DatasetDownloader.Names"/>, unless a file or folder of that name exists; or a text (CSV, TSV and others), JSON or Parquet
    /// file; or a MovieLens file, folder or zip.
    /// </param>
    /// <param name="readOptions">How to read the file; default by the default column names.</param>
    /// <param name="preprocessing">Which interactions are kept; default all.</param>
    /// <param name="context">Logger and cancellation.</param>
    /// <param name="progress">Receives the progress of a download.</param>
    /// <exception cref="ElboException">The data cannot be downloaded or read, or no interactions are left.</exception>
    /// <exception cref="OperationCanceledException">The context was cancelled.</exception>
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
        TableFile file = TableFile.OpenInteractions(database, files.Interactions, readOptions);
        InteractionLog log = InteractionLog.Import(database, file, readOptions, preprocessing.MinValue is not null, context.Logger);
        return new Preprocessor(database, log, preprocessing, context).Run(
            files.Name,
            items => (readOptions.ItemsFile ?? files.Items) is string path
                ? ItemMetadataReader.Read(database, path, readOptions, log.ItemIdType, items)
                : new Dictionary<string, Item>());
    }
}
