using System.CommandLine;
using Elbo.Data;
using Elbo.Data.Readers;
using Elbo.Runs;

namespace Elbo.Cli;

/// <summary>Which data, how to read it, and which interactions to keep.</summary>
internal sealed class DataFlags
{
    private readonly Option<string?> data;
    private readonly Option<string?> userColumn = new("--user-column") { Description = "User id column, by name or position from 1" };
    private readonly Option<string?> itemColumn = new("--item-column") { Description = "Item id column" };
    private readonly Option<string?> valueColumn = new("--value-column") { Description = "Column of the rating or another value" };
    private readonly Option<string?> timeColumn = new("--time-column") { Description = "Time column" };
    private readonly Option<IdType> idType = new("--id-type") { Description = "Type of ids: auto, integer or string" };
    private readonly Option<string?> separator = new("--separator") { Description = "Column separator of a text file: comma, tab, semicolon, pipe, space or symbols such as ::; default detected" };
    private readonly Option<HeaderLine> header = new("--header") { Description = "Whether a text file has a header: auto, yes or no" };
    private readonly Option<DataFormat> format = new("--format") { Description = "File format: auto, text, parquet or json" };
    private readonly Option<string?> itemsFile = new("--items-file") { Description = "File with item titles and genres" };
    private readonly Option<string?> itemsIdColumn = new("--items-id-column") { Description = "Id column of the items file" };
    private readonly Option<string?> itemsTitleColumn = new("--items-title-column") { Description = "Title column of the items file" };
    private readonly Option<string?> itemsGenresColumn = new("--items-genres-column") { Description = "Genre column of the items file" };
    private readonly Option<int?> memoryLimit = new("--memory-limit") { Description = "Memory in MiB that reading may use before it spills to disk" };
    private readonly Option<string?> tempDir = new("--temp-dir") { Description = "Folder for temporary files" };
    private readonly Option<double?> minValue = new("--min-value") { Description = "Keep interactions with at least this value, such as 4 for ratings" };
    private readonly Option<int?> minUser = new("--min-user-interactions") { Description = "Drop users with fewer interactions" };
    private readonly Option<int?> maxUser = new("--max-user-interactions") { Description = "Drop users with more interactions" };
    private readonly Option<int?> minItem = new("--min-item-interactions") { Description = "Drop items with fewer interactions" };

    /// <param name="required">Whether --data must be given.</param>
    /// <param name="defaultText">How the help describes the default where it is optional.</param>
    public DataFlags(bool required, string defaultText = "")
    {
        data = new Option<string?>("--data")
        {
            Description = $"A path (folder, zip or file), '{DataSource.Sample}' for synthetic data, or one of {string.Join(", ", DatasetDownloader.Names)}{defaultText}",
            Required = required,
        };
    }

    private Option[] ReadOptionFlags =>
    [
        userColumn, itemColumn, valueColumn, timeColumn, idType, separator, header, format, itemsFile, itemsIdColumn, itemsTitleColumn, itemsGenresColumn,
        memoryLimit, tempDir,
    ];

    /// <summary>The preprocessing flags.</summary>
    public IReadOnlyList<Option> PreprocessingFlags => [minValue, minUser, maxUser, minItem];

    public void AddTo(Command command, bool withPreprocessing = true)
    {
        command.Options.Add(data);
        foreach (Option option in ReadOptionFlags)
        {
            command.Options.Add(option);
        }

        foreach (Option option in withPreprocessing ? PreprocessingFlags : [])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The data; flags override the recorded source. Null if neither names any.</summary>
    public DataSource? Source(ParseResult parsed, DataSource? recorded = null)
    {
        ReadOptions defaults = recorded?.ReadOptions ?? new ReadOptions();
        ReadOptions read = defaults with
        {
            UserColumn = parsed.GetValue(userColumn) ?? defaults.UserColumn,
            ItemColumn = parsed.GetValue(itemColumn) ?? defaults.ItemColumn,
            ValueColumn = parsed.GetValue(valueColumn) ?? defaults.ValueColumn,
            TimeColumn = parsed.GetValue(timeColumn) ?? defaults.TimeColumn,
            IdType = parsed.GetResult(idType) is null ? defaults.IdType : parsed.GetValue(idType),
            Separator = parsed.GetValue(separator) ?? defaults.Separator,
            Header = parsed.GetResult(header) is null ? defaults.Header : parsed.GetValue(header),
            Format = parsed.GetResult(format) is null ? defaults.Format : parsed.GetValue(format),
            ItemsFile = parsed.GetValue(itemsFile) ?? defaults.ItemsFile,
            ItemsIdColumn = parsed.GetValue(itemsIdColumn) ?? defaults.ItemsIdColumn,
            ItemsTitleColumn = parsed.GetValue(itemsTitleColumn) ?? defaults.ItemsTitleColumn,
            ItemsGenresColumn = parsed.GetValue(itemsGenresColumn) ?? defaults.ItemsGenresColumn,
            MemoryLimit = parsed.GetValue(memoryLimit) ?? defaults.MemoryLimit,
            TempDir = parsed.GetValue(tempDir) ?? defaults.TempDir,
        };
        return (parsed.GetValue(data) ?? recorded?.Name) is { } name ? new DataSource(name, read) : null;
    }

    /// <summary>The data, which must be named.</summary>
    /// <exception cref="ElboException">--data is missing.</exception>
    public DataSource RequireSource(ParseResult parsed) => Source(parsed)
        ?? throw new ElboException($"--data is missing; use a path, a built-in name such as ml-1m, or '{DataSource.Sample}' for synthetic data");

    /// <summary>The source of a run, which must exist here.</summary>
    /// <exception cref="ElboException">It was not found.</exception>
    public DataSource RequireSource(ParseResult parsed, RunFolder run)
    {
        DataSource source = Source(parsed, run.Source)!;
        return source.IsKnown || parsed.GetValue(data) is not null
            ? source
            : throw new ElboException($"{run.Path}: was trained on '{source.Name}', which was not found; set its path with --data");
    }

    /// <summary>Preprocessing options; flags override the recipe's.</summary>
    public PreprocessingOptions Preprocessing(ParseResult parsed, PreprocessingOptions? fromRecipe = null)
    {
        PreprocessingOptions defaults = fromRecipe ?? new PreprocessingOptions();
        return defaults with
        {
            MinValue = parsed.GetValue(minValue) ?? defaults.MinValue,
            MinUserInteractions = parsed.GetValue(minUser) ?? defaults.MinUserInteractions,
            MaxUserInteractions = parsed.GetValue(maxUser) ?? defaults.MaxUserInteractions,
            MinItemInteractions = parsed.GetValue(minItem) ?? defaults.MinItemInteractions,
        };
    }

    /// <summary>Loads data, with a progress bar for a download.</summary>
    public static InteractionDataset Load(DataSource source, PreprocessingOptions preprocessing, RunContext context, ConsoleContext console) =>
        DownloadProgressBar.Show(console.AnsiError, progress => source.Load(preprocessing, context, progress));
}
