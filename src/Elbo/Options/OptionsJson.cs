using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Elbo.IO;

namespace Elbo.Options;

/// <summary>The JSON of options: a <see cref="JsonFormat.Document"/> without computed properties, in which unknown names are errors.</summary>
internal static class OptionsJson
{
    public static JsonSerializerOptions SerializerOptions { get; } = Create();

    /// <summary>JSON metadata of a type: its kind, properties and elements.</summary>
    public static JsonTypeInfo GetTypeInfo(Type type) => SerializerOptions.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);

    /// <summary>The settable properties, which are the options; computed properties are not options.</summary>
    public static IEnumerable<JsonPropertyInfo> SettableProperties(JsonTypeInfo type) =>
        type.Properties.Where(property => property.Set is not null || property.AssociatedParameter is not null);

    /// <summary>The name of the component that owns options: "mult-vae" for MultVaeOptions.</summary>
    public static string OwnerName(Type type)
    {
        string name = type.Name.EndsWith("Options", StringComparison.Ordinal) && type.Name.Length > "Options".Length
            ? type.Name[..^"Options".Length]
            : type.Name;
        return JsonNamingPolicy.KebabCaseLower.ConvertName(name);
    }

    private static JsonSerializerOptions Create()
    {
        JsonSerializerOptions options = new(JsonFormat.Document)
        {
            IgnoreReadOnlyProperties = true,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        };
        options.MakeReadOnly();
        return options;
    }
}
