using System.Text.Json.Serialization.Metadata;

namespace Elbo.Options;

/// <summary>Finds an option by its dotted path, such as training.learningRate.</summary>
internal static class OptionsPath
{
    /// <summary>The type of the option at a path; null with an error if there is none.</summary>
    /// <param name="groups">The groups that a path may start with: their types and owners.</param>
    /// <param name="path">The path.</param>
    /// <param name="error">The error, which follows the path in a message; null if there is none.</param>
    public static Type? TypeAt(IReadOnlyDictionary<string, (Type Type, string Owner)> groups, string path, out string? error)
    {
        string[] names = path.Split('.');
        if (!groups.TryGetValue(names[0], out (Type Type, string Owner) group) || names.Length < 2)
        {
            string example = NameSuggester.Suggest(names[0], groups.Keys) ?? groups.Keys.First();
            error = $"is not an option of the recipe; a path starts with {string.Join(". or ", groups.Keys)}., did you mean {example}.{string.Join('.', names.Skip(1).DefaultIfEmpty("..."))}?";
            return null;
        }

        Type type = group.Type;
        foreach (string name in names.Skip(1))
        {
            JsonPropertyInfo[] known = OptionsJson.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Object } described ? [.. OptionsJson.SettableProperties(described)] : [];
            if (Array.Find(known, property => property.Name == name) is not { } found)
            {
                error = $"is not an option of {group.Owner}; {Suggestion(name, [.. known.Select(property => property.Name)])}";
                return null;
            }

            type = found.PropertyType;
        }

        error = null;
        return type;
    }

    private static string Suggestion(string name, string[] known) =>
        NameSuggester.Suggest(name, known) is { } nearest ? $"did you mean {nearest}?"
        : known.Length == 0 ? $"it has no option '{name}'"
        : $"its options are {string.Join(", ", known)}";
}
