using System.Text.Json;
using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Data.Splits;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Options;
using Elbo.Training;

namespace Elbo.Runs;

/// <summary>A run described in a file: preprocessing, split, model, training, metrics, and published results to compare with.</summary>
public sealed record Recipe
{
    private const int HeldOutDivisor = 10;

    /// <summary>The metrics of a recipe that lists none.</summary>
    public static IReadOnlyList<string> DefaultMetrics { get; } =
        ["ndcg@10", "ndcg@100", "capped-recall@20", "capped-recall@50", "recall@100"];

    /// <summary>The recipe's name: its file name without the extension.</summary>
    public required string Name { get; init; }

    /// <summary>Free text for readers.</summary>
    public string? Notes { get; init; }

    /// <summary>The model.</summary>
    public required ModelDescriptor Model { get; init; }

    /// <summary>The model's options.</summary>
    public required ModelOptions Options { get; init; }

    /// <summary>The training options.</summary>
    public required TrainingOptions Training { get; init; }

    /// <summary>Filters applied to the interactions.</summary>
    public required PreprocessingOptions Preprocessing { get; init; }

    /// <summary>The splitter.</summary>
    public required SplitterDescriptor SplitKind { get; init; }

    /// <summary>The splitter's options.</summary>
    public required object SplitOptions { get; init; }

    /// <summary>Metrics to compute on the test users.</summary>
    public required IReadOnlyList<string> Metrics { get; init; }

    /// <summary>Published results for the same model and protocol.</summary>
    internal PublishedResults? Published { get; init; }

    /// <summary>Counts that the data should have.</summary>
    internal ExpectedDatasetCounts? ExpectedCounts { get; init; }

    /// <summary>Short name of the split for tables: "temporal", "random", or the splitter's name.</summary>
    public string SplitName => SplitOptions is HeldOutUsersSplitterOptions held
        ? held.TargetSelection.ToString().ToLowerInvariant()
        : SplitKind.Name;

    /// <summary>Reads a recipe's file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overrides">Values to override, such as "training.epochs=5".</param>
    /// <exception cref="ElboException">The file cannot be read, or its content is invalid.</exception>
    public static Recipe Read(string path, IReadOnlyList<string>? overrides = null)
    {
        try
        {
            return Parse(File.ReadAllText(path), path, Path.GetFileNameWithoutExtension(path), overrides);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ElboException($"{path}: cannot be read ({error.Message}); recipes/ holds examples", error);
        }
    }

    /// <summary>Reads a recipe from JSON.</summary>
    /// <param name="json">The JSON text; comments and trailing commas are allowed.</param>
    /// <param name="source">Name of the source in error messages.</param>
    /// <param name="name">The recipe's name.</param>
    /// <param name="overrides">Values to override.</param>
    /// <exception cref="ElboException">The content is invalid.</exception>
    public static Recipe Parse(string json, string source, string name, IReadOnlyList<string>? overrides = null)
    {
        RecipeDocument document = OptionsReader.Read<RecipeDocument>(json, source, owner: "a recipe");
        document = document with { Training = WithModelDefaults(ModelRegistry.Find(document.Model), document.Training, source) };
        if (overrides is { Count: > 0 })
        {
            JsonObject changed = OptionsReader.OverrideJson(OptionsWriter.ToJsonObject(document), overrides);
            document = OptionsReader.Read<RecipeDocument>(changed, $"{source} with --set", owner: "a recipe");
        }

        ModelDescriptor model = ModelRegistry.Find(document.Model);
        TrainingOptions training = OptionsReader.Read<TrainingOptions>(document.Training!.Value, source, "training");
        (SplitterDescriptor splitKind, object splitOptions) = ReadSplit(document.Split, source);
        foreach (string metric in document.Metrics.Append(training.ValidationMetric))
        {
            _ = MetricRegistry.Parse(metric);
        }

        return new Recipe
        {
            Name = name,
            Notes = document.Notes,
            Model = model,
            Options = (ModelOptions)OptionsReader.Read(model.OptionsType, document.Options ?? EmptyOptions(), source, "options", model.Name),
            Training = training,
            Preprocessing = document.Preprocessing,
            SplitKind = splitKind,
            SplitOptions = splitOptions,
            Metrics = document.Metrics,
            Published = document.Published,
            ExpectedCounts = document.ExpectedCounts,
        };
    }

    /// <summary>A copy of the recipe with some values overridden.</summary>
    /// <param name="overrides">Each a dotted path, "=" and a value.</param>
    /// <param name="source">Name of the source in error messages.</param>
    /// <exception cref="ElboException">A value is invalid.</exception>
    public Recipe WithOverrides(IReadOnlyList<string> overrides, string source) =>
        Parse(OptionsReader.OverrideJson(JsonNode.Parse(ToJson())!.AsObject(), overrides, source).ToJsonString(), source, Name);

    /// <summary>The recipe with the model's batch size for these training histories, if it has none.</summary>
    public Recipe FitTo(InteractionMatrix train) => Training.BatchSize is null
        ? this with { Training = Training with { BatchSize = Model.GetDefaultBatchSize(train) } }
        : this;

    /// <summary>Splits data by the recipe's rule.</summary>
    public Split Split(InteractionDataset data) => SplitKind.Create(SplitOptions).Split(data);

    /// <summary>The recipe with a held-out split that takes at most a tenth of the users each for validation and test. Other splits stay as they are.</summary>
    public Recipe FitSplitTo(InteractionDataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        int limit = data.Users.Count / HeldOutDivisor;
        return SplitOptions is HeldOutUsersSplitterOptions split
            ? this with { SplitOptions = split with { ValidationUsers = Math.Min(split.ValidationUsers, limit), TestUsers = Math.Min(split.TestUsers, limit) } }
            : this;
    }

    /// <summary>The recipe as JSON, with every option written out.</summary>
    public string ToJson() => OptionsWriter.ToJson(new RecipeDocument
    {
        Notes = Notes,
        Model = Model.Name,
        Options = JsonSerializer.SerializeToElement(OptionsWriter.ToJsonObject(Options)),
        Training = JsonSerializer.SerializeToElement(OptionsWriter.ToJsonObject(Training)),
        Preprocessing = Preprocessing,
        Split = JsonSerializer.SerializeToElement(SplitJson()),
        Metrics = Metrics,
        Published = Published,
        ExpectedCounts = ExpectedCounts,
    });

    /// <summary>The split as JSON; equal for recipes that split the data in the same way.</summary>
    public JsonObject SplitJson()
    {
        JsonObject split = new() { ["kind"] = SplitKind.Name };
        foreach ((string key, JsonNode? value) in OptionsWriter.ToJsonObject(SplitOptions))
        {
            split[key] = value?.DeepClone();
        }

        return split;
    }

    /// <summary>The recipe's training options on top of the model's default learning rate.</summary>
    private static JsonElement WithModelDefaults(ModelDescriptor model, JsonElement? training, string source)
    {
        JsonObject merged = new() { ["learningRate"] = model.DefaultLearningRate };
        if (training is { ValueKind: not JsonValueKind.Object })
        {
            throw new ElboException($"{source}: training must be a group of options, for example {{\"epochs\": 20}}");
        }

        foreach (JsonProperty option in training?.EnumerateObject() ?? default)
        {
            merged[option.Name] = JsonNode.Parse(option.Value.GetRawText());
        }

        return JsonSerializer.SerializeToElement(merged);
    }

    private static (SplitterDescriptor Kind, object Options) ReadSplit(JsonElement? split, string source)
    {
        if (split is not { ValueKind: JsonValueKind.Object } value)
        {
            return split is null
                ? (SplitterRegistry.Find("held-out-users"), new HeldOutUsersSplitterOptions())
                : throw new ElboException($"{source}: split must be a group of options with a kind, for example {{\"kind\": \"held-out-users\"}}");
        }

        JsonObject options = JsonNode.Parse(value.GetRawText())!.AsObject();
        SplitterDescriptor kind = SplitterRegistry.Find(options["kind"]?.ToString() ?? "held-out-users");
        options.Remove("kind");
        JsonElement rest = JsonSerializer.SerializeToElement(options);
        return (kind, OptionsReader.Read(kind.OptionsType, rest, source, "split", $"split {kind.Name}"));
    }

    private static JsonElement EmptyOptions() => JsonSerializer.SerializeToElement(new JsonObject());
}

/// <summary>Published results for the same model and protocol.</summary>
/// <param name="Source">Where they were published.</param>
/// <param name="Metrics">Metric name to value, as a fraction.</param>
internal sealed record PublishedResults(string Source, IReadOnlyDictionary<string, double> Metrics);
