using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Elbo.Options;

/// <summary>Applies <c>path=value</c> assignments to JSON.</summary>
internal static class OptionsOverrides
{
    /// <param name="json">The object to change.</param>
    /// <param name="assignments">Each a dotted path, "=" and a value.</param>
    /// <param name="source">The source to name in messages.</param>
    /// <param name="type">The options' type if known, so that "64" is read as text for a text option.</param>
    public static JsonObject Apply(JsonObject json, IEnumerable<string> assignments, string source, Type? type)
    {
        ArgumentNullException.ThrowIfNull(assignments);
        foreach (string assignment in assignments)
        {
            int equals = assignment.IndexOf('=', StringComparison.Ordinal);
            string[] names = assignment[..Math.Max(equals, 0)].Split('.', StringSplitOptions.TrimEntries);
            if (names.Contains(""))
            {
                throw new ElboException($"{source}: '{assignment}' is not an assignment; write name=value, for example latentSize=64");
            }

            JsonObject group = json;
            foreach (string name in names[..^1])
            {
                group[name] ??= new JsonObject();
                group = group[name] as JsonObject
                    ?? throw new ElboException($"{source}: {string.Join('.', names)} cannot be set because {name} is a single value");
            }

            group[names[^1]] = ParseValue(assignment[(equals + 1)..], TypeAt(type, names));
        }

        return json;
    }

    private static JsonNode? ParseValue(string text, Type? type)
    {
        try
        {
            JsonNode? value = JsonNode.Parse(text);
            bool expectsText = type == typeof(string) && value is not null && value.GetValueKind() != JsonValueKind.String;
            return expectsText ? JsonValue.Create(text) : value;
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    private static Type? TypeAt(Type? type, string[] names)
    {
        foreach (string name in names)
        {
            JsonTypeInfo? group = type is null ? null : OptionsJson.GetTypeInfo(type);
            type = group?.Kind == JsonTypeInfoKind.Object
                ? group.Properties.FirstOrDefault(property => property.Name == name)?.PropertyType
                : null;
        }

        return type;
    }
}
