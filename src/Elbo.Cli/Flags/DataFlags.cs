using System.CommandLine;
using Elbo.Data;
using Elbo.Data.Readers;
using Elbo.Data.Samples;

namespace Elbo.Cli;

/// <summary>Which data, how it is read and which interactions of it are kept.</summary>
internal sealed class DataFlags
{
    /// <summary>The name of the made-up data set that needs no file.</summary>
    public const string Sample = "sample";

    private readonly Option<string?> data;
    private readonly Option<string?> userColumn = new("--user-column") { Description = "Column of the person's id" };
    private readonly Option<string?> itemColumn = new("--item-column") { Description = "Column of the item's id" };
    private readonly Option<string?> valueColumn = new("--value-column") { Description = "Column of the rating or other value" };
    private readonly Option<string?> timeColumn = new("--time-column") { Description = "Column of the time" };
    private readonly Option<IdKind> ids = new("--ids") { Description = "What ids are" };
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
    /// <param name="otherwise">What stands in its place where it may be left out, for the help.</param>
    public DataFlags(bool required, string otherwise = "")
    {
        data = new Option<string?>("--data")
        {
            Description = $"A path (folder, zip or file), '{Sample}' for made-up data, or one of {string.Join(", ", DatasetDownload.Names)}{otherwise}",
            Required = required,
        };
    }

    private Option[] ReadFlags =>
    [
        userColumn, itemColumn, valueColumn, timeColumn, ids, format, itemsFile, itemsIdColumn, itemsTitleColumn, itemsGenresColumn,
        memoryLimit, temporaryFolder,
    ];

    public void AddTo(Command command, bool withPreparation = true)
    {
        command.Options.Add(data);
        foreach (Option option in ReadFlags)
        {
            command.Options.Add(option);
        }

        if (withPreparation)
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
    public ReadOptions Read(ParseResult parsed, ReadOptions? run = null)
    {
        ReadOptions usual = run ?? new ReadOptions();
        return usual with
        {
            UserColumn = parsed.GetValue(userColumn) ?? usual.UserColumn,
            ItemColumn = parsed.GetValue(itemColumn) ?? usual.ItemColumn,
            ValueColumn = parsed.GetValue(valueColumn) ?? usual.ValueColumn,
            TimeColumn = parsed.GetValue(timeColumn) ?? usual.TimeColumn,
            Ids = parsed.GetResult(ids) is null ? usual.Ids : parsed.GetValue(ids),
            Format = parsed.GetResult(format) is null ? usual.Format : parsed.GetValue(format),
            ItemsFile = parsed.GetValue(itemsFile) ?? usual.ItemsFile,
            ItemsIdColumn = parsed.GetValue(itemsIdColumn) ?? usual.ItemsIdColumn,
            ItemsTitleColumn = parsed.GetValue(itemsTitleColumn) ?? usual.ItemsTitleColumn,
            ItemsGenresColumn = parsed.GetValue(itemsGenresColumn) ?? usual.ItemsGenresColumn,
            MemoryLimit = parsed.GetValue(memoryLimit) ?? usual.MemoryLimit,
            TemporaryFolder = parsed.GetValue(temporaryFolder) ?? usual.TemporaryFolder,
        };
    }

    /// <summary>The preparation asked for, over a recipe's own.</summary>
    public PreparationOptions Preparation(ParseResult parsed, PreparationOptions? recipe = null)
    {
        PreparationOptions usual = recipe ?? new PreparationOptions();
        return usual with
        {
            MinValue = parsed.GetValue(minValue) ?? usual.MinValue,
            MinUserInteractions = parsed.GetValue(minUser) ?? usual.MinUserInteractions,
            MaxUserInteractions = parsed.GetValue(maxUser) ?? usual.MaxUserInteractions,
            MinItemInteractions = parsed.GetValue(minItem) ?? usual.MinItemInteractions,
        };
    }

    /// <summary>Loads data, with a bar while it downloads.</summary>
    public static DataSet Load(string name, ReadOptions read, PreparationOptions preparation, RunContext context, Surroundings surroundings)
    {
        if (name == Sample && !Path.Exists(name))
        {
            return SampleData.Create();
        }

        using HttpClient http = new();
        return Download.WithBar(surroundings.Progress, progress => new DataLoader(http).Load(name, read, preparation, context, progress));
    }
}
