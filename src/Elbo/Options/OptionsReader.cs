using System.Text.Json;
using System.Text.Json.Nodes;

namespace Elbo.Options;

/// <summary>
/// Reads a component's options from JSON and reports all errors together: unknown names with a suggestion, values of
/// the wrong type, and values outside their limits.
/// </summary>
internal static class OptionsReader
{
    private static readonly JsonDocumentOptions LenientJson = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>Reads options; options missing in the JSON keep their defaults.</summary>
    /// <typeparam name="T">A record with settable properties.</typeparam>
    /// <param name="json">An object with camel-case names.</param>
    /// <param name="source">The source, named first in each message, for example "recipes/ml-1m/svae.json".</param>
    /// <param name="path">The object's path within the source, for example "options"; default none.</param>
    /// <param name="owner">The component that owns the options; default derived from the type's name, "mult-vae" for MultVaeOptions.</param>
    /// <exception cref="ElboException">The options are invalid; the message has one line per error.</exception>
    public static T Read<T>(JsonElement json, string source, string path = "", string? owner = null)
        where T : class => (T)Read(typeof(T), json, source, path, owner);

    /// <inheritdoc cref="Read{T}(JsonElement, string, string, string?)" />
    public static T Read<T>(JsonObject json, string source, string path = "", string? owner = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(json);
        return Read<T>(Parse(json.ToJsonString(), source), source, path, owner);
    }

    /// <summary>Reads options from JSON text, which may contain comments and trailing commas.</summary>
    /// <inheritdoc cref="Read{T}(JsonElement, string, string, string?)" />
    public static T Read<T>(string json, string source, string path = "", string? owner = null)
        where T : class => Read<T>(Parse(json, source), source, path, owner);

    /// <summary>Reads options whose type is known only at run time, for example those of a model found by name.</summary>
    /// <inheritdoc cref="Read{T}(JsonElement, string, string, string?)" />
    public static object Read(Type type, JsonElement json, string source, string path = "", string? owner = null)
    {
        ArgumentNullException.ThrowIfNull(type);
        OptionsErrors errors = new(source);
        JsonNode? validJson = new OptionsSchemaValidator(owner ?? OptionsJson.OwnerName(type), errors).Validate(json, type, path);
        object? options = null;
        try
        {
            options = validJson.Deserialize(type, OptionsJson.SerializerOptions);
        }
        catch (JsonException error) when (errors.Count == 0)
        {
            errors.Add(path, error.Message);
        }
        catch (JsonException)
        {
            // The schema validation has reported it already.
        }

        if (options is not null)
        {
            OptionsValidator.Collect(options, path, errors);
        }

        errors.ThrowIfAny();
        return options!;
    }

    /// <summary>A copy of options with some values replaced, as by <c>--set annealing.cap=0.2</c>.</summary>
    /// <param name="options">The original options, which are not changed.</param>
    /// <param name="assignments">Each <c>path=value</c> with a dotted path; the value is JSON or plain text.</param>
    /// <param name="source">The source to name in messages; default "--set".</param>
    /// <param name="owner">The component that owns the options; default derived from the type's name.</param>
    /// <exception cref="ElboException">An assignment has no "=", or the resulting options are invalid.</exception>
    public static T Override<T>(T options, IEnumerable<string> assignments, string source = "--set", string? owner = null)
        where T : class =>
        Read<T>(OptionsOverrides.Apply(OptionsWriter.ToJsonObject(options), assignments, source, typeof(T)), source, "", owner);

    /// <summary>A copy of a JSON object with some values replaced; a later read validates them.</summary>
    /// <inheritdoc cref="Override{T}(T, IEnumerable{string}, string, string?)" />
    public static JsonObject OverrideJson(JsonObject options, IEnumerable<string> assignments, string source = "--set")
    {
        ArgumentNullException.ThrowIfNull(options);
        return OptionsOverrides.Apply(options.DeepClone().AsObject(), assignments, source, type: null);
    }

    private static JsonElement Parse(string json, string source)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, LenientJson);
            return document.RootElement.Clone();
        }
        catch (JsonException error)
        {
            string location = error.LineNumber is long line ? $"{source} line {line + 1}" : source;
            throw new ElboException($"{location}: is not valid JSON ({error.Message}); fix it or start from a working recipe", error);
        }
    }
}
