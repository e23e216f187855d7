using System.Text.Json;
using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Data.Splits;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Options;
using Elbo.Training;

namespace Elbo.Runs;

/// <summary>A run as a file: data preparation, split, model, training, metrics, and the figures to hold it against.</summary>
public sealed record Recipe
{
    /// <summary>The metrics of a recipe that names none.</summary>
    public static IReadOnlyList<string> DefaultMetrics { get; } =
        ["ndcg@10", "ndcg@100", "capped-recall@20", "capped-recall@50", "recall@100"];

    /// <summary>What it is called: its file's name without the ending.</summary>
    public required string Name { get; init; }

    /// <summary>Anything a reader should know.</summary>
    public string? Notes { get; init; }

    /// <summary>The model.</summary>
    public required ModelEntry Model { get; init; }

    /// <summary>The model's options.</summary>
    public required ModelOptions Options { get; init; }

    /// <summary>How it is trained.</summary>
    public required TrainingOptions Training { get; init; }

    /// <summary>Which interactions are kept.</summary>
    public required PreparationOptions Preparation { get; init; }

    /// <summary>The rule that parts the data.</summary>
    public required SplitterKind SplitKind { get; init; }

    /// <summary>That rule's options.</summary>
    public required object SplitOptions { get; init; }

    /// <summary>The metrics on test users.</summary>
    public required IReadOnlyList<string> Metrics { get; init; }

    /// <summary>What others report.</summary>
    public PublishedFigures? Published { get; init; }

    /// <summary>What the data should come to.</summary>
    public ExpectedCounts? Expected { get; init; }

    /// <summary>The split in a few words, for tables: "temporal", "random", or the splitter's name.</summary>
    public string SplitName => SplitOptions is HeldOutUsersOptions held
        ? held.FoldOut.ToString().ToLowerInvariant()
        : SplitKind.Name;

    /// <summary>Reads a recipe's file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="assignments">Values to put in its place, such as "training.epochs=5".</param>
    /// <exception cref="ElboException">The file cannot be read, or something in it is wrong.</exception>
    public static Recipe Read(string path, IReadOnlyList<string>? assignments = null)
    {
        try
        {
            return Parse(File.ReadAllText(path), path, Path.GetFileNameWithoutExtension(path), assignments);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ElboException($"{path}: cannot be read ({error.Message}); recipes/ holds examples", error);
        }
    }

    /// <summary>Reads a recipe from JSON.</summary>
    /// <param name="json">Its text; comments and trailing commas are allowed.</param>
    /// <param name="place">What to call it in messages.</param>
    /// <param name="name">What the recipe is called.</param>
    /// <param name="assignments">Values to put in its place.</param>
    /// <exception cref="ElboException">Something in it is wrong.</exception>
    public static Recipe Parse(string json, string place, string name, IReadOnlyList<string>? assignments = null)
    {
        RecipeDocument document = OptionsReader.Read<RecipeDocument>(json, place, owner: "a recipe");
        document = document with { Training = WithUsual(ModelCatalog.Find(document.Model), document.Training, place) };
        if (assignments is { Count: > 0 })
        {
            JsonObject changed = OptionsReader.OverrideJson(OptionsWriter.ToJsonObject(document), assignments);
            document = OptionsReader.Read<RecipeDocument>(changed, $"{place} with --set", owner: "a recipe");
        }

        ModelEntry model = ModelCatalog.Find(document.Model);
        TrainingOptions training = OptionsReader.Read<TrainingOptions>(document.Training!.Value, place, "training");
        (SplitterKind splitKind, object splitOptions) = ReadSplit(document.Split, place);
        foreach (string metric in document.Metrics.Append(training.ValidationMetric))
        {
            _ = MetricCatalog.Parse(metric);
        }

        return new Recipe
        {
            Name = name,
            Notes = document.Notes,
            Model = model,
            Options = (ModelOptions)OptionsReader.Read(model.OptionsType, document.Options ?? Empty(), place, "options", model.Name),
            Training = training,
            Preparation = document.Preparation,
            SplitKind = splitKind,
            SplitOptions = splitOptions,
            Metrics = document.Metrics,
            Published = document.Published,
            Expected = document.Expected,
        };
    }

    /// <summary>The recipe with some values put in its place.</summary>
    /// <param name="assignments">Each a dotted path, "=" and a value.</param>
    /// <param name="place">What to call it in messages.</param>
    /// <exception cref="ElboException">A value does not fit.</exception>
    public Recipe With(IReadOnlyList<string> assignments, string place) =>
        Parse(OptionsReader.OverrideJson(JsonNode.Parse(ToJson())!.AsObject(), assignments, place).ToJsonString(), place, Name);

    /// <summary>The recipe as JSON, with every option spelled out.</summary>
    public string ToJson() => OptionsWriter.ToJson(new RecipeDocument
    {
        Notes = Notes,
        Model = Model.Name,
        Options = JsonSerializer.SerializeToElement(OptionsWriter.ToJsonObject(Options)),
        Training = JsonSerializer.SerializeToElement(OptionsWriter.ToJsonObject(Training)),
        Preparation = Preparation,
        Split = JsonSerializer.SerializeToElement(SplitJson()),
        Metrics = Metrics,
        Published = Published,
        Expected = Expected,
    });

    /// <summary>The split as JSON: equal for recipes that part the data alike.</summary>
    public JsonObject SplitJson()
    {
        JsonObject split = new() { ["kind"] = SplitKind.Name };
        foreach ((string key, JsonNode? value) in OptionsWriter.ToJsonObject(SplitOptions))
        {
            split[key] = value?.DeepClone();
        }

        return split;
    }

    /// <summary>A recipe's training options over the batch size and learning rate that its model usually has.</summary>
    private static JsonElement WithUsual(ModelEntry model, JsonElement? given, string place)
    {
        JsonObject usual = new() { ["batchSize"] = model.BatchSize, ["learningRate"] = model.LearningRate };
        if (given is { ValueKind: not JsonValueKind.Object })
        {
            throw new ElboException($"{place}: training must be a group of options, for example {{\"epochs\": 20}}");
        }

        foreach (JsonProperty option in given?.EnumerateObject() ?? default)
        {
            usual[option.Name] = JsonNode.Parse(option.Value.GetRawText());
        }

        return JsonSerializer.SerializeToElement(usual);
    }

    private static (SplitterKind Kind, object Options) ReadSplit(JsonElement? split, string place)
    {
        if (split is not { ValueKind: JsonValueKind.Object } given)
        {
            return split is null
                ? (SplitCatalog.Find("held-out-users"), new HeldOutUsersOptions())
                : throw new ElboException($"{place}: split must be a group of options with a kind, for example {{\"kind\": \"held-out-users\"}}");
        }

        JsonObject options = JsonNode.Parse(given.GetRawText())!.AsObject();
        SplitterKind kind = SplitCatalog.Find(options["kind"]?.ToString() ?? "held-out-users");
        options.Remove("kind");
        JsonElement rest = JsonSerializer.SerializeToElement(options);
        return (kind, OptionsReader.Read(kind.OptionsType, rest, place, "split", $"split {kind.Name}"));
    }

    private static JsonElement Empty() => JsonSerializer.SerializeToElement(new JsonObject());
}
