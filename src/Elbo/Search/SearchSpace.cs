using System.Text.Json;
using System.Text.Json.Nodes;
using Elbo.Options;
using Elbo.Runs;

namespace Elbo.Search;

/// <summary>What a study searches: the options of a recipe, how they are judged, and how much it may take.</summary>
public sealed record SearchSpace
{
    private const int DefaultTrials = 40;

    /// <summary>What it is called: its file's name without the ending.</summary>
    public required string Name { get; init; }

    /// <summary>The recipe, with the epochs of the space.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>The parameters; one that applies only beside others stands after them.</summary>
    public required IReadOnlyList<SearchParameter> Parameters { get; init; }

    /// <summary>The metric on validation people that compares trials.</summary>
    public required string Metric { get; init; }

    /// <summary>True where higher is better.</summary>
    public required bool Maximize { get; init; }

    /// <summary>How much the study may take, as given.</summary>
    public required SearchBudget Budget { get; init; }

    /// <summary>How trials are proposed.</summary>
    public required StrategyOptions Strategy { get; init; }

    /// <summary>How poor trials are ended early.</summary>
    public required PruningOptions Pruning { get; init; }

    /// <summary>The space as JSON, with every option spelled out.</summary>
    public required JsonObject Json { get; init; }

    /// <summary>The most trials; null without a limit, as for a whole grid or where training hours are the limit.</summary>
    public int? MaxTrials => Budget.Trials ?? (Strategy.Kind == StrategyKind.Grid || Budget.TrainingHours is not null ? null : DefaultTrials);

    /// <summary>The pruning rule that applies.</summary>
    public PruningKind PruningKind => Pruning.Kind ?? (Strategy.Kind == StrategyKind.Grid ? PruningKind.None : PruningKind.Asha);

    /// <summary>Reads a space's file and the recipe that it names.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overrides">Values to put in the space's place, such as "budget.trials=20".</param>
    /// <param name="recipeOverrides">Values to put in the recipe's place, such as "training.patience=3".</param>
    /// <exception cref="ElboException">A file cannot be read, or something in it is wrong.</exception>
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

    /// <summary>Reads a space from JSON and holds it against a recipe.</summary>
    /// <param name="json">Its text; comments and trailing commas are allowed.</param>
    /// <param name="source">What to call it in messages.</param>
    /// <param name="name">What the space is called.</param>
    /// <param name="recipe">Gives the recipe of the file name in the space.</param>
    /// <param name="overrides">Values to put in the space's place.</param>
    /// <exception cref="ElboException">Something in it is wrong; a line for each error that was found.</exception>
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

    /// <summary>The recipe with a trial's values.</summary>
    /// <exception cref="ElboException">The values do not go together.</exception>
    public Recipe CreateRecipe(IReadOnlyDictionary<string, JsonNode?> values)
    {
        Recipe changed = Recipe.WithOverrides(ToOverrides(values), "the trial's values");
        return changed with { Name = Recipe.Name };
    }

    /// <summary>Values as <c>--set</c> takes them: "options.latentSize=64".</summary>
    public static IReadOnlyList<string> ToOverrides(IReadOnlyDictionary<string, JsonNode?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return [.. values.Select(pair => $"{pair.Key}={FormatValue(pair.Value)}")];
    }

    /// <summary>A value as a person types it: plain text where it cannot be taken for JSON, so linear, but "null" in quotes.</summary>
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
                : "name the file from this file's folder";
            throw new ElboException($"{space}: recipe {path} is not there; {hint}");
        }

        return Recipe.Read(path, overrides);
    }
}
