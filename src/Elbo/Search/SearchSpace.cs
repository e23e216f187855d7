using System.Text.Json;
using System.Text.Json.Nodes;
using Elbo.Options;
using Elbo.Runs;

namespace Elbo.Search;

/// <summary>What a study searches: the options of a recipe, the metric, the strategy and the budget.</summary>
public sealed record SearchSpace
{
    private const int DefaultTrials = 40;

    /// <summary>The name of the space: its file name without the extension.</summary>
    public required string Name { get; init; }

    /// <summary>The recipe, with the number of epochs of the space.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>The parameters; a conditional one follows those it depends on.</summary>
    internal IReadOnlyList<SearchParameter> Parameters { get; init; } = [];

    /// <summary>The metric on validation users that ranks trials.</summary>
    public required string Metric { get; init; }

    /// <summary>True if higher is better.</summary>
    public required bool Maximize { get; init; }

    /// <summary>The limits set for the study.</summary>
    public required SearchBudget Budget { get; init; }

    /// <summary>How trials are proposed.</summary>
    internal StrategyOptions Strategy { get; init; } = new();

    /// <summary>How poor trials are stopped early.</summary>
    internal PruningOptions Pruning { get; init; } = new();

    /// <summary>The space as JSON, with every option written out.</summary>
    public required JsonObject Json { get; init; }

    /// <summary>The maximum number of trials; null for no limit, as for a whole grid or if training hours are the limit.</summary>
    public int? MaxTrials => Budget.Trials ?? (Strategy.Kind == StrategyKind.Grid || Budget.TrainingHours is not null ? null : DefaultTrials);

    /// <summary>The pruner that applies.</summary>
    internal PruningKind PruningKind => Pruning.Kind ?? (Strategy.Kind == StrategyKind.Grid ? PruningKind.None : PruningKind.Asha);

    /// <summary>Reads a search space file and the recipe that it refers to.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overrides">Values to override in the space, such as "budget.trials=20".</param>
    /// <param name="recipeOverrides">Values to override in the recipe, such as "training.patience=3".</param>
    /// <exception cref="ElboException">A file cannot be read, or its content is invalid.</exception>
    public static SearchSpace Read(string path, IReadOnlyList<string>? overrides = null, IReadOnlyList<string>? recipeOverrides = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        string json;
        try
        {
            json = File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ElboException($"{path}: cannot be read ({error.Message}); recipes/ holds examples (*.search.json)", error);
        }

        string name = Path.GetFileNameWithoutExtension(path);
        name = name.EndsWith(".search", StringComparison.Ordinal) ? name[..^".search".Length] : name;
        string folder = Path.GetDirectoryName(path) ?? "";
        return Parse(json, path, name, recipe => ReadRecipe(Path.Combine(folder, recipe), path, recipeOverrides), overrides);
    }

    /// <summary>Reads a search space from JSON and validates it against its recipe.</summary>
    /// <param name="json">The JSON text; comments and trailing commas are allowed.</param>
    /// <param name="source">Name of the source in error messages.</param>
    /// <param name="name">The space's name.</param>
    /// <param name="recipe">Loads the recipe by the file name in the space.</param>
    /// <param name="overrides">Values to override in the space.</param>
    /// <exception cref="ElboException">The content is invalid; the message has a line for each error.</exception>
    public static SearchSpace Parse(string json, string source, string name, Func<string, Recipe> recipe, IReadOnlyList<string>? overrides = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        SearchSpaceDocument document = OptionsReader.Read<SearchSpaceDocument>(json, source, owner: "a search space");
        if (overrides is { Count: > 0 })
        {
            JsonObject changed = OptionsReader.OverrideJson(OptionsWriter.ToJsonObject(document), overrides);
            document = OptionsReader.Read<SearchSpaceDocument>(changed, source, owner: "a search space");
        }

        Recipe loaded = recipe(document.Recipe);
        if (document.Epochs is { } epochs)
        {
            loaded = loaded with { Training = loaded.Training with { Epochs = epochs } };
        }

        return new SearchSpaceReader(document, loaded, source).Read(name);
    }

    /// <summary>Creates the recipe of a trial.</summary>
    /// <exception cref="ElboException">The combination of values is invalid.</exception>
    public Recipe CreateRecipe(IReadOnlyDictionary<string, JsonNode?> values)
    {
        Recipe changed = Recipe.WithOverrides(ToOverrides(values), "the trial's values");
        return changed with { Name = Recipe.Name };
    }

    /// <summary>Formats values as accepted by <c>--set</c>: "options.latentSize=64".</summary>
    public static IReadOnlyList<string> ToOverrides(IReadOnlyDictionary<string, JsonNode?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return [.. values.Select(pair => $"{pair.Key}={FormatValue(pair.Value)}")];
    }

    /// <summary>Formats a value for the command line: plain text unless it could be read as JSON, so linear, but "null" in quotes.</summary>
    public static string FormatValue(JsonNode? value)
    {
        string json = value?.ToJsonString() ?? "null";
        if (value?.GetValueKind() != JsonValueKind.String)
        {
            return json;
        }

        try
        {
            string text = value.GetValue<string>();
            _ = JsonNode.Parse(text);
            return json;
        }
        catch (JsonException)
        {
            return value.GetValue<string>();
        }
    }

    private static Recipe ReadRecipe(string path, string space, IReadOnlyList<string>? overrides)
    {
        if (!File.Exists(path))
        {
            string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            string[] files = Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.json").Select(file => Path.GetFileName(file)!)] : [];
            string hint = NameSuggester.Suggest(Path.GetFileName(path), files.Where(file => !file.EndsWith(".search.json", StringComparison.Ordinal))) is { } nearest
                ? $"did you mean {nearest}?"
                : "its path is relative to this file";
            throw new ElboException($"{space}: recipe {path} does not exist; {hint}");
        }

        return Recipe.Read(path, overrides);
    }
}
