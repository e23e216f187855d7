using System.Text.Json;

namespace Elbo.Tests.Tracking;

/// <summary>Checks a request's JSON against the published fields of an API.</summary>
internal static class RequestAssert
{
    public static void That(bool holds, string message)
    {
        if (!holds)
        {
            throw new FormatException(message);
        }
    }

    /// <summary>Checks for an object with known fields of the right type: "name:string", "step:long", a "?" after the name makes it optional.</summary>
    public static void Fields(JsonElement json, params string[] fields)
    {
        That(json.ValueKind == JsonValueKind.Object, $"{json} is not an object");
        Dictionary<string, (bool Optional, string Kind)> known = fields.Select(field => field.Split(':'))
            .ToDictionary(parts => parts[0].TrimEnd('?'), parts => (parts[0].EndsWith('?'), parts[1]));
        foreach (JsonProperty property in json.EnumerateObject())
        {
            That(known.ContainsKey(property.Name), $"{property.Name} is not a known field");
            That(Is(property.Value, known[property.Name].Kind), $"{property.Name} is {property.Value.GetRawText()}, no {known[property.Name].Kind}");
        }

        foreach ((string name, (bool optional, _)) in known)
        {
            That(optional || json.TryGetProperty(name, out _), $"{name} is missing");
        }
    }

    private static bool Is(JsonElement value, string kind) => kind switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "long" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "double" => value.ValueKind == JsonValueKind.Number,
        "array" => value.ValueKind == JsonValueKind.Array,
        _ => throw new ArgumentException(kind),
    };
}
