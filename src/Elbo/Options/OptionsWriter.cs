using System.Text.Json;
using System.Text.Json.Nodes;

namespace Elbo.Options;

/// <summary>Writes options as JSON that <see cref="OptionsReader"/> reads back as equal options.</summary>
internal static class OptionsWriter
{
    /// <summary>Indented JSON: camel-case names in the order of declaration, kebab-case enums, culture-independent numbers.</summary>
    public static string ToJson(object options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return JsonSerializer.Serialize(options, options.GetType(), OptionsJson.SerializerOptions);
    }

    /// <summary>The same as an object, to be part of a larger document.</summary>
    public static JsonObject ToJsonObject(object options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return JsonSerializer.SerializeToNode(options, options.GetType(), OptionsJson.SerializerOptions)!.AsObject();
    }
}
