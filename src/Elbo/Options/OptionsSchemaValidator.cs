using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Elbo.Options;

/// <summary>Validates JSON against a type: its names must be known and its values of the right type.</summary>
/// <param name="owner">The component that owns the options, for messages.</param>
/// <param name="errors">Receives the errors.</param>
internal sealed class OptionsSchemaValidator(string owner, OptionsErrors errors)
{
    /// <summary>A copy of the JSON without the invalid parts, so that limits of the rest can still be checked.</summary>
    public JsonNode? Validate(JsonElement json, Type type, string path)
    {
        JsonTypeInfo described = OptionsJson.GetTypeInfo(type);
        return (described.Kind, json.ValueKind) switch
        {
            (JsonTypeInfoKind.Object, JsonValueKind.Object) => ValidateObject(json, described, path),
            (JsonTypeInfoKind.Enumerable, JsonValueKind.Array) => ValidateList(json, described, path),
            (JsonTypeInfoKind.None, _) => ValidateValue(json, described.Type, path),
            (JsonTypeInfoKind.Dictionary, JsonValueKind.Object) => ValidateDictionary(json, described, path),
            _ => Reject(json, described.Type, path),
        };
    }

    private JsonObject ValidateObject(JsonElement json, JsonTypeInfo type, string path)
    {
        Dictionary<string, JsonPropertyInfo> known = OptionsJson.SettableProperties(type).ToDictionary(property => property.Name);
        JsonObject valid = [];
        HashSet<string> seen = [];
        foreach (JsonProperty member in json.EnumerateObject())
        {
            string memberPath = OptionsErrors.JoinPath(path, member.Name);
            if (!seen.Add(member.Name))
            {
                errors.Add(memberPath, "appears twice; keep one");
            }
            else if (!known.TryGetValue(member.Name, out JsonPropertyInfo? property))
            {
                errors.Add(memberPath, $"is not an option of {owner}; {SuggestName(member.Name, known.Keys)}");
            }
            else if (member.Value.ValueKind == JsonValueKind.Null)
            {
                ValidateNull(valid, property, member.Value, memberPath);
            }
            else if (Validate(member.Value, property.PropertyType, memberPath) is JsonNode value)
            {
                valid[member.Name] = value;
            }
        }

        foreach (JsonPropertyInfo missing in known.Values.Where(property => property.IsRequired && !seen.Contains(property.Name)))
        {
            errors.Add(OptionsErrors.JoinPath(path, missing.Name), $"is missing; it must be {DescribeExpected(missing.PropertyType)}");
        }

        return valid;
    }

    private void ValidateNull(JsonObject valid, JsonPropertyInfo property, JsonElement json, string path)
    {
        bool allowed = property.PropertyType.IsValueType
            ? Nullable.GetUnderlyingType(property.PropertyType) is not null
            : property.IsSetNullable;
        if (allowed)
        {
            valid[property.Name] = null;
        }
        else
        {
            Reject(json, property.PropertyType, path);
        }
    }

    private JsonArray? ValidateList(JsonElement json, JsonTypeInfo type, string path)
    {
        int before = errors.Count;
        JsonNode?[] elements =
        [
            .. json.EnumerateArray().Select((element, index) => Validate(element, type.ElementType!, $"{path}[{index}]")),
        ];
        return errors.Count == before ? new JsonArray(elements) : null;
    }

    private JsonObject ValidateDictionary(JsonElement json, JsonTypeInfo type, string path)
    {
        JsonObject valid = [];
        foreach (JsonProperty member in json.EnumerateObject())
        {
            valid[member.Name] = Validate(member.Value, type.ElementType!, OptionsErrors.JoinPath(path, member.Name));
        }

        return valid;
    }

    private JsonNode? ValidateValue(JsonElement json, Type type, string path)
    {
        if (type.IsEnum)
        {
            // Kebab case is written; camel case and the C# name are read as well.
            string text = json.ValueKind == JsonValueKind.String ? json.GetString()! : "";
            string? name = Array.Find(Enum.GetNames(type), name => NormalizeEnumName(name) == NormalizeEnumName(text));
            return name is null ? Reject(json, type, path) : JsonNode.Parse($"\"{ToKebabCase(name)}\"");
        }

        try
        {
            object? value = json.Deserialize(type, OptionsJson.SerializerOptions);
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
        errors.Add(path, $"is {found}; it must be {DescribeExpected(type)}");
        return null;
    }

    private static string SuggestName(string name, Dictionary<string, JsonPropertyInfo>.KeyCollection known) =>
        NameSuggester.Suggest(name, known) is string nearest ? $"did you mean {nearest}?"
        : known.Count == 0 ? "there are none"
        : $"the options are {string.Join(", ", known)}";

    private static string DescribeExpected(Type type)
    {
        JsonTypeInfo described = OptionsJson.GetTypeInfo(type);
        return described.Kind switch
        {
            JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "a group of options",
            JsonTypeInfoKind.Enumerable => $"a list, each {DescribeExpected(described.ElementType!)}",
            _ when described.Type.IsEnum => $"one of {string.Join(", ", Enum.GetNames(described.Type).Select(ToKebabCase))}",
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

    private static string ToKebabCase(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);

    private static string NormalizeEnumName(string name) => name.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
}
