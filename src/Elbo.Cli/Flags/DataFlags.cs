using System.CommandLine;
using Elbo.Data;
using Elbo.Data.Readers;
using Elbo.Data.Synthetic;

namespace Elbo.Cli;

/// <summary>Which data, how it is read and which interactions of it are kept.</summary>
internal sealed class DataFlags
{
    /// <summary>The name of the made-up data set that needs no file.</summary>
    public const string SampleName = "sample";

    private readonly Option<string?> data;
    private readonly Option<string?> userColumn = new("--user-column") { Description = "Column of the person's id" };
    private readonly Option<string?> itemColumn = new("--item-column") { Description = "Column of the item's id" };
    private readonly Option<string?> valueColumn = new("--value-column") { Description = "Column of the rating or other value" };
    private readonly Option<string?> timeColumn = new("--time-column") { Description = "Column of the time" };
    private readonly Option<IdType> idType = new("--ids") { Description = "What ids are" };
    private readonly Option<DataFormat> format = new("--format") { Description = "The file's format" };
    private readonly Option<string?> itemsFile = new("--items-file") { Description = "File with the items' titles and genres" };
    private readonly Option<string?> itemsIdColumn = new("--items-id-column") { Description = "Its column of ids" };
    private readonly Option<string?> itemsTitleColumn = new("--items-title-column") { Description = "Its column of titles" };
    private readonly Option<string?> itemsGenresColumn = new("--items-genres-column") { Description = "Its column of genres" };
    private readonly Option<int?> memoryLimit = new("--memory-limit") { Description = "MiB that reading may use before it spills to disk" };
    private readonly Option<string?> temporaryFolder = new("--temporary-folder") { Description = "Where reading spills to" };
    private readonly Option<double?> minValue = new("--min-value") { Description = "Keep interactions with at least this value, such as 4 for ratings" };
    private readonly Option<int?> minUser = new("--min-user-interactions") { Description = "Drop people with fewer" };
    private readonly Option<int?> maxUser = new("--max-user-interactions") { Description = "Drop people with more" };
    private readonly Option<int?> minItem = new("--min-item-interactions") { Description = "Drop items with fewer" };

    /// <param name="required">Whether --data must be given.</param>
    /// <param name="defaultText">What stands in its place where it may be left out, for the help.</param>
    public DataFlags(bool required, string defaultText = "")
    {
        data = new Option<string?>("--data")
        {
            Description = $"A path (folder, zip or file), '{SampleName}' for made-up data, or one of {string.Join(", ", DatasetDownloader.Names)}{defaultText}",
            Required = required,
        };
    }

    private Option[] ReadOptionFlags =>
    [
        userColumn, itemColumn, valueColumn, timeColumn, idType, format, itemsFile, itemsIdColumn, itemsTitleColumn, itemsGenresColumn,
        memoryLimit, temporaryFolder,
    ];

    public void AddTo(Command command, bool withPreprocessing = true)
    {
        command.Options.Add(data);
        foreach (Option option in ReadOptionFlags)
        {
            command.Options.Add(option);
        }

        if (withPreprocessing)
        {
            command.Options.Add(minValue);
            command.Options.Add(minUser);
            command.Options.Add(maxUser);
            command.Options.Add(minItem);
        }
    }

    /// <summary>The data's name or path as typed; null where it was left out.</summary>
    public string? Name(ParseResult parsed) => parsed.GetValue(data);

    /// <summary>How to read, over how a run has read.</summary>
    public ReadOptions Read(ParseResult parsed, ReadOptions? recorded = null)
    {
        ReadOptions defaults = recorded ?? new ReadOptions();
        return defaults with
        {
            UserColumn = parsed.GetValue(userColumn) ?? defaults.UserColumn,
            ItemColumn = parsed.GetValue(itemColumn) ?? defaults.ItemColumn,
            ValueColumn = parsed.GetValue(valueColumn) ?? defaults.ValueColumn,
            TimeColumn = parsed.GetValue(timeColumn) ?? defaults.TimeColumn,
            IdType = parsed.GetResult(idType) is null ? defaults.IdType : parsed.GetValue(idType),
            Format = parsed.GetResult(format) is null ? defaults.Format : parsed.GetValue(format),
            ItemsFile = parsed.GetValue(itemsFile) ?? defaults.ItemsFile,
            ItemsIdColumn = parsed.GetValue(itemsIdColumn) ?? defaults.ItemsIdColumn,
            ItemsTitleColumn = parsed.GetValue(itemsTitleColumn) ?? defaults.ItemsTitleColumn,
            ItemsGenresColumn = parsed.GetValue(itemsGenresColumn) ?? defaults.ItemsGenresColumn,
            MemoryLimit = parsed.GetValue(memoryLimit) ?? defaults.MemoryLimit,
            TempDir = parsed.GetValue(temporaryFolder) ?? defaults.TempDir,
        };
    }

    /// <summary>The preparation asked for, over a recipe's own.</summary>
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

    /// <summary>Loads data, with a bar while it downloads.</summary>
    public static InteractionDataset Load(string name, ReadOptions read, PreprocessingOptions preprocessing, RunContext context, ConsoleContext console)
    {
        if (name == SampleName && !Path.Exists(name))
        {
            return SyntheticDataset.Create();
        }

        using HttpClient http = new();
        return DownloadProgressBar.Show(console.AnsiError, progress => new DataLoader(http).Load(name, read, preprocessing, context, progress));
    }
}
