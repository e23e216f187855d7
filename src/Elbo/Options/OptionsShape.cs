using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Elbo.Options;

/// <summary>Holds JSON against a type: are its names known, and are its values of the right kind?</summary>
/// <param name="owner">Whose options they are, for messages.</param>
/// <param name="errors">Receives what is wrong.</param>
internal sealed class OptionsShape(string owner, OptionsErrors errors)
{
    /// <summary>A copy of the JSON without what is wrong, so that the rest can still be held against its limits.</summary>
    public JsonNode? Check(JsonElement json, Type type, string path)
    {
        JsonTypeInfo described = OptionsJson.Describe(type);
        return (described.Kind, json.ValueKind) switch
        {
            (JsonTypeInfoKind.Object, JsonValueKind.Object) => CheckObject(json, described, path),
            (JsonTypeInfoKind.Enumerable, JsonValueKind.Array) => CheckList(json, described, path),
            (JsonTypeInfoKind.None, _) => CheckValue(json, described.Type, path),
            (JsonTypeInfoKind.Dictionary, JsonValueKind.Object) => CheckDictionary(json, described, path),
            _ => Reject(json, described.Type, path),
        };
    }

    private JsonObject CheckObject(JsonElement json, JsonTypeInfo type, string path)
    {
        Dictionary<string, JsonPropertyInfo> known = OptionsJson.Settable(type).ToDictionary(property => property.Name);
        JsonObject checkedJson = [];
        HashSet<string> given = [];
        foreach (JsonProperty member in json.EnumerateObject())
        {
            string place = OptionsErrors.Join(path, member.Name);
            if (!given.Add(member.Name))
            {
                errors.Add(place, "is given twice; keep one");
            }
            else if (!known.TryGetValue(member.Name, out JsonPropertyInfo? property))
            {
                errors.Add(place, $"is not an option of {owner}; {Suggest(member.Name, known.Keys)}");
            }
            else if (member.Value.ValueKind == JsonValueKind.Null)
            {
                CheckNull(checkedJson, property, member.Value, place);
            }
            else if (Check(member.Value, property.PropertyType, place) is JsonNode value)
            {
                checkedJson[member.Name] = value;
            }
        }

        foreach (JsonPropertyInfo missing in known.Values.Where(property => property.IsRequired && !given.Contains(property.Name)))
        {
            errors.Add(OptionsErrors.Join(path, missing.Name), $"is missing; it must be {Expected(missing.PropertyType)}");
        }

        return checkedJson;
    }

    private void CheckNull(JsonObject checkedJson, JsonPropertyInfo property, JsonElement json, string place)
    {
        bool allowed = property.PropertyType.IsValueType
            ? Nullable.GetUnderlyingType(property.PropertyType) is not null
            : property.IsSetNullable;
        if (allowed)
        {
            checkedJson[property.Name] = null;
        }
        else
        {
            Reject(json, property.PropertyType, place);
        }
    }

    private JsonArray? CheckList(JsonElement json, JsonTypeInfo type, string path)
    {
        int before = errors.Count;
        JsonNode?[] elements =
        [
            .. json.EnumerateArray().Select((element, index) => Check(element, type.ElementType!, $"{path}[{index}]")),
        ];
        return errors.Count == before ? new JsonArray(elements) : null;
    }

    private JsonObject CheckDictionary(JsonElement json, JsonTypeInfo type, string path)
    {
        JsonObject checkedJson = [];
        foreach (JsonProperty member in json.EnumerateObject())
        {
            checkedJson[member.Name] = Check(member.Value, type.ElementType!, OptionsErrors.Join(path, member.Name));
        }

        return checkedJson;
    }

    private JsonNode? CheckValue(JsonElement json, Type type, string path)
    {
        if (type.IsEnum)
        {
            // Kebab case is written; camel case and the C# name are understood as well.
            string typed = json.ValueKind == JsonValueKind.String ? json.GetString()! : "";
            string? name = Array.Find(Enum.GetNames(type), name => Squash(name) == Squash(typed));
            return name is null ? Reject(json, type, path) : JsonNode.Parse($"\"{Kebab(name)}\"");
        }

        try
        {
            object? value = json.Deserialize(type, OptionsJson.Format);
            bool finite = value is not double and not float || double.IsFinite(Convert.ToDouble(value, CultureInfo.InvariantCulture));
            return finite ? JsonNode.Parse(json.GetRawText()) : Reject(json, type, path);
        }
        catch (JsonException)
        {
            return Reject(json, type, path);
        }
    }

    private JsonNode? Reject(JsonElement json, Type type, string path)
    {
        string found = json.ValueKind switch
        {
            JsonValueKind.Object => "a group of options",
            JsonValueKind.Array => "a list",
            _ => json.GetRawText(),
        };
        errors.Add(path, $"is {found}; it must be {Expected(type)}");
        return null;
    }

    private static string Suggest(string typed, Dictionary<string, JsonPropertyInfo>.KeyCollection known) =>
        NearestName.Of(typed, known) is string nearest ? $"did you mean {nearest}?"
        : known.Count == 0 ? "there are none"
        : $"the options are {string.Join(", ", known)}";

    private static string Expected(Type type)
    {
        JsonTypeInfo described = OptionsJson.Describe(type);
        return described.Kind switch
        {
            JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "a group of options",
            JsonTypeInfoKind.Enumerable => $"a list, each {Expected(described.ElementType!)}",
            _ when described.Type.IsEnum => $"one of {string.Join(", ", Enum.GetNames(described.Type).Select(Kebab))}",
            _ => Type.GetTypeCode(described.Type) switch
            {
                TypeCode.Boolean => "true or false",
                TypeCode.Single or TypeCode.Double or TypeCode.Decimal => "a number",
                TypeCode.Byte => "a whole number from 0 to 255",
                TypeCode.Int32 => $"a whole number from {int.MinValue} to {int.MaxValue}",
                TypeCode.Int64 => "a whole number",
                TypeCode.String => "text",
                _ => $"a {described.Type.Name}",
            },
        };
    }

    private static string Kebab(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);

    private static string Squash(string name) => name.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
}
