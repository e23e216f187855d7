using System.Text.Json;
using System.Text.Json.Nodes;
using Elbo.Data.Readers;
using Elbo.Options;
using Elbo.Runs;

namespace Elbo.Search;

/// <summary>The settings a study was created with: everything that another machine needs to join it.</summary>
internal sealed record StudyDefinition
{
    /// <summary>The study's name.</summary>
    public required string Name { get; init; }

    /// <summary>The search space with every option.</summary>
    public required JsonElement Space { get; init; }

    /// <summary>The recipe's name.</summary>
    public required string RecipeName { get; init; }

    /// <summary>The recipe with every option.</summary>
    public required JsonElement Recipe { get; init; }

    /// <summary>The data set's name or path, as passed by the user.</summary>
    public required string Data { get; init; }

    /// <summary>How the data was read.</summary>
    public required ReadOptions ReadOptions { get; init; }

    /// <summary>Fingerprint of the preprocessed data.</summary>
    public required string DataFingerprint { get; init; }

    /// <summary>Seed of the search strategy and of every trial.</summary>
    public required long Seed { get; init; }

    /// <summary>The device.</summary>
    public required string Device { get; init; }

    /// <summary>The command line that created the study.</summary>
    public required string CommandLine { get; init; }

    /// <summary>Operating system, processors and versions of the machine that created the study.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Creates the definition of a study.</summary>
    /// <exception cref="ElboException">The name cannot be used for a folder.</exception>
    public static StudyDefinition Create(
        string name, SearchSpace space, DataSource source, string dataFingerprint, RunContext context, string commandLine)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(context);
        if (!name.Any(char.IsLetterOrDigit) || name.Any(letter => !char.IsLetterOrDigit(letter) && !"._-".Contains(letter, StringComparison.Ordinal)))
        {
            throw new ElboException($"'{name}' is not a valid study name, which is also a folder name; use letters, digits, '.', '_' and '-'");
        }

        return new StudyDefinition
        {
            Name = name,
            Space = JsonSerializer.SerializeToElement(space.Json),
            RecipeName = space.Recipe.Name,
            Recipe = JsonSerializer.Deserialize<JsonElement>(space.Recipe.ToJson()),
            Data = source.Name,
            ReadOptions = source.ReadOptions,
            DataFingerprint = dataFingerprint,
            Seed = context.Seed,
            Device = context.Device,
            CommandLine = commandLine,
            Environment = RunEnvironment.Describe(),
        };
    }

    /// <summary>Reads the search space and its recipe.</summary>
    /// <exception cref="ElboException">This version of the program does not know one of the options.</exception>
    public SearchSpace ReadSpace()
    {
        string source = $"study {Name}";
        return SearchSpace.Parse(
            Space.GetRawText(), source, Name, _ => Runs.Recipe.Parse(Recipe.GetRawText(), $"{source}, recipe {RecipeName}", RecipeName));
    }

    /// <summary>A copy with another budget.</summary>
    public StudyDefinition WithBudget(SearchBudget budget)
    {
        JsonObject space = JsonNode.Parse(Space.GetRawText())!.AsObject();
        space["budget"] = OptionsWriter.ToJsonObject(budget);
        return this with { Space = JsonSerializer.SerializeToElement(space) };
    }

    /// <summary>Checks that the study is continued with the same data.</summary>
    /// <exception cref="ElboException">The fingerprints differ.</exception>
    public void RequireData(string name, string fingerprint)
    {
        if (fingerprint != DataFingerprint)
        {
            throw new ElboException(
                $"study {Name}: was created with other data: '{Data}' (fingerprint {Shorten(DataFingerprint)}) instead of '{name}' ({Shorten(fingerprint)}); "
                + "use the same data with --data, or create another study with --study");
        }
    }

    /// <summary>Checks that the study is continued with the same space and recipe; budgets may differ.</summary>
    /// <exception cref="ElboException">They differ.</exception>
    public void RequireSameSpace(SearchSpace space)
    {
        SearchSpace own = ReadSpace();
        string? other = JsonWithoutTexts(space.Recipe) != JsonWithoutTexts(own.Recipe) ? $"another recipe: its '{RecipeName}' differs from the present '{space.Recipe.Name}'"
            : JsonWithoutBudget(space) != JsonWithoutBudget(own) ? $"another search space than the present '{space.Name}'"
            : null;
        if (other is not null)
        {
            throw new ElboException(
                $"study {Name}: was created with {other}; continue with its own by --resume {Name} without a file, or create another study with --study");
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
