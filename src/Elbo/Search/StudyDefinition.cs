using System.Text.Json;
using System.Text.Json.Nodes;
using Elbo.Data.Readers;
using Elbo.Options;
using Elbo.Runs;

namespace Elbo.Search;

/// <summary>What a study was begun with: all that another machine needs to work on it.</summary>
public sealed record StudyDefinition
{
    /// <summary>The study's name.</summary>
    public required string Name { get; init; }

    /// <summary>The search space, spelled out.</summary>
    public required JsonElement Space { get; init; }

    /// <summary>The recipe's name.</summary>
    public required string RecipeName { get; init; }

    /// <summary>The recipe, spelled out.</summary>
    public required JsonElement Recipe { get; init; }

    /// <summary>The data's name or path as it was given.</summary>
    public required string Data { get; init; }

    /// <summary>How the data was read.</summary>
    public required ReadOptions ReadOptions { get; init; }

    /// <summary>Fingerprint of the prepared data.</summary>
    public required string DataFingerprint { get; init; }

    /// <summary>Seed of the proposals and of every trial.</summary>
    public required long Seed { get; init; }

    /// <summary>The device.</summary>
    public required string Device { get; init; }

    /// <summary>The command line that began it.</summary>
    public required string CommandLine { get; init; }

    /// <summary>Operating system, processors and versions where it began.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>A study of a space and its recipe.</summary>
    /// <exception cref="ElboException">The name would not do for a folder.</exception>
    public static StudyDefinition Create(
        string name, SearchSpace space, string data, ReadOptions readOptions, string dataFingerprint, RunContext context, string commandLine)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(context);
        if (!name.Any(char.IsLetterOrDigit) || name.Any(letter => !char.IsLetterOrDigit(letter) && !"._-".Contains(letter, StringComparison.Ordinal)))
        {
            throw new ElboException($"'{name}' cannot be a study's name, which names its folder too; use letters, digits, '.', '_' and '-'");
        }

        return new StudyDefinition
        {
            Name = name,
            Space = JsonSerializer.SerializeToElement(space.Json),
            RecipeName = space.Recipe.Name,
            Recipe = JsonSerializer.Deserialize<JsonElement>(space.Recipe.ToJson()),
            Data = data,
            ReadOptions = readOptions,
            DataFingerprint = dataFingerprint,
            Seed = context.Seed,
            Device = context.Device,
            CommandLine = commandLine,
            Environment = RunEnvironment.Describe(),
        };
    }

    /// <summary>The space with its recipe.</summary>
    /// <exception cref="ElboException">This program's version does not know an option of it any more.</exception>
    public SearchSpace ReadSpace()
    {
        string source = $"study {Name}";
        return SearchSpace.Parse(
            Space.GetRawText(), source, Name, _ => Runs.Recipe.Parse(Recipe.GetRawText(), $"{source}, recipe {RecipeName}", RecipeName));
    }

    /// <summary>The same study with another budget.</summary>
    public StudyDefinition WithBudget(SearchBudget budget)
    {
        JsonObject space = JsonNode.Parse(Space.GetRawText())!.AsObject();
        space["budget"] = OptionsWriter.ToJsonObject(budget);
        return this with { Space = JsonSerializer.SerializeToElement(space) };
    }

    /// <summary>Refuses to go on with other data.</summary>
    /// <exception cref="ElboException">The fingerprints differ.</exception>
    public void RequireData(string name, string fingerprint)
    {
        if (fingerprint != DataFingerprint)
        {
            throw new ElboException(
                $"study {Name}: was begun on other data: '{Data}' (fingerprint {Shorten(DataFingerprint)}), and '{name}' is not it ({Shorten(fingerprint)}); "
                + "give the same data with --data, or begin another study with --study");
        }
    }

    /// <summary>Refuses to go on with another space or another recipe; budgets may differ.</summary>
    /// <exception cref="ElboException">They differ.</exception>
    public void RequireSameSpace(SearchSpace space)
    {
        SearchSpace own = ReadSpace();
        string? other = JsonWithoutTexts(space.Recipe) != JsonWithoutTexts(own.Recipe) ? $"another recipe: its '{RecipeName}' and '{space.Recipe.Name}' as it stands now differ"
            : JsonWithoutBudget(space) != JsonWithoutBudget(own) ? $"another search space than '{space.Name}' as it stands now"
            : null;
        if (other is not null)
        {
            throw new ElboException(
                $"study {Name}: was begun with {other}; go on with its own by --resume {Name} without a file, or begin another study with --study");
        }
    }

    private static string JsonWithoutTexts(Recipe recipe) => (recipe with { Notes = null, Published = null, ExpectedCounts = null }).ToJson();

    private static string JsonWithoutBudget(SearchSpace space)
    {
        JsonObject json = space.Json.DeepClone().AsObject();
        foreach (string name in (string[])["budget", "notes", "recipe"])
        {
            json.Remove(name);
        }

        return json.ToJsonString();
    }

    private static string Shorten(string fingerprint) => fingerprint[..Math.Min(12, fingerprint.Length)];
}
