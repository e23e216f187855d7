using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Elbo.Inference.Bundles;

/// <summary>JSON options of bundle entries.</summary>
public static class BundleJson
{
    /// <summary>camelCase, enum names in kebab case; unknown, duplicate and missing members are errors.</summary>
    public static JsonSerializerOptions Options { get; } = CreateOptions(indented: true);

    /// <summary>The same without line breaks, for items.</summary>
    public static JsonSerializerOptions Line { get; } = CreateOptions(indented: false);

    /// <summary>True where the serializer failed because of its input: invalid JSON, or text that is not valid Unicode.</summary>
    internal static bool IsInvalidData(Exception error) => error is JsonException or InvalidOperationException;

    private static JsonSerializerOptions CreateOptions(bool indented) => new(JsonSerializerDefaults.Web)
    {
        // Bundles are files, not HTML, so titles stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        AllowDuplicateProperties = false,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        MaxDepth = 16,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = indented,
    };
}
