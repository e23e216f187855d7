using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Elbo.Options;

/// <summary>The JSON format of options: camel-case names, kebab-case enums, indented, non-ASCII text unescaped.</summary>
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
