using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Elbo.Inference.Bundles;

/// <summary>How the JSON parts of a bundle are written and read.</summary>
public static class BundleJson
{
    /// <summary>camelCase, names of enums in lower case, unknown members, double and missing ones an error.</summary>
    public static JsonSerializerOptions Options { get; } = CreateOptions(indented: true);

    /// <summary>The same on one line: the items.</summary>
    public static JsonSerializerOptions Line { get; } = CreateOptions(indented: false);

    /// <summary>Whether an error of the serializer lies in what was read: JSON that is none, or text in it that is no Unicode.</summary>
    internal static bool IsInvalidData(Exception error) => error is JsonException or InvalidOperationException;

    private static JsonSerializerOptions CreateOptions(bool indented) => new(JsonSerializerDefaults.Web)
    {
        // Bundles are files, not parts of pages: titles stay readable.
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
