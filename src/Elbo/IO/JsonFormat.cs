using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Elbo.IO;

/// <summary>The JSON formats of all files and output: camel-case names, kebab-case enums, non-ASCII text unescaped.</summary>
/// <remarks>When reading, null is an error for members that are not nullable, and so are missing constructor parameters.</remarks>
internal static class JsonFormat
{
    /// <summary>Indented, for documents that should be easy to read.</summary>
    public static JsonSerializerOptions Document { get; } = Create(indented: true);

    /// <summary>On one line, for logs and large lists.</summary>
    public static JsonSerializerOptions Line { get; } = Create(indented: false);

    private static JsonSerializerOptions Create(bool indented)
    {
        JsonSerializerOptions format = new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            WriteIndented = indented,
            NewLine = "\n",
        };
        format.MakeReadOnly();
        return format;
    }
}
