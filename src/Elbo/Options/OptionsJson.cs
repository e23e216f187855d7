using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Elbo.Options;

/// <summary>How options look as JSON: camel-case names, kebab-case enums, indented, with plain text left readable.</summary>
internal static class OptionsJson
{
    public static JsonSerializerOptions SerializerOptions { get; } = Create();

    /// <summary>What JSON knows of a type: its kind, properties and elements.</summary>
    public static JsonTypeInfo GetTypeInfo(Type type) => SerializerOptions.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);

    /// <summary>The options' properties: those that can be set. Computed ones are no options.</summary>
    public static IEnumerable<JsonPropertyInfo> SettableProperties(JsonTypeInfo type) =>
        type.Properties.Where(property => property.Set is not null || property.AssociatedParameter is not null);

    /// <summary>What to call the owner of options: "mult-vae" for MultVaeOptions.</summary>
    public static string OwnerName(Type type)
    {
        string name = type.Name.EndsWith("Options", StringComparison.Ordinal) && type.Name.Length > "Options".Length
            ? type.Name[..^"Options".Length]
            : type.Name;
        return JsonNamingPolicy.KebabCaseLower.ConvertName(name);
    }

    private static JsonSerializerOptions Create()
    {
        JsonSerializerOptions format = new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
            RespectNullableAnnotations = true,
            IgnoreReadOnlyProperties = true,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            WriteIndented = true,
            NewLine = "\n",
        };
        format.MakeReadOnly();
        return format;
    }
}
