using System.Text.Json;
using System.Text.Json.Nodes;

namespace Elbo.Options;

/// <summary>
/// Turns JSON into a component's options. Everything that is wrong with them is told at once: unknown names
/// with the nearest known one, values of the wrong kind, and values outside their limits.
/// </summary>
public static class OptionsReader
{
    private static readonly JsonDocumentOptions LenientJson = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>Reads options; what the JSON leaves out keeps its default.</summary>
    /// <typeparam name="T">A record with settable properties.</typeparam>
    /// <param name="json">An object with camel-case names.</param>
    /// <param name="source">Where it comes from, named first in each message, for example "recipes/ml-1m/svae.json".</param>
    /// <param name="path">The object's own path within that place, for example "options"; default none.</param>
    /// <param name="owner">Whose options they are; default from the type's name, "mult-vae" for MultVaeOptions.</param>
    /// <exception cref="ElboException">Something is wrong with the options; a line for each error.</exception>
    public static T Read<T>(JsonElement json, string source, string path = "", string? owner = null)
        where T : class => (T)Read(typeof(T), json, source, path, owner);

    /// <inheritdoc cref="Read{T}(JsonElement, string, string, string?)" />
    public static T Read<T>(JsonObject json, string source, string path = "", string? owner = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(json);
        return Read<T>(Parse(json.ToJsonString(), source), source, path, owner);
    }

    /// <summary>Reads options from JSON text, which may hold comments and trailing commas.</summary>
    /// <inheritdoc cref="Read{T}(JsonElement, string, string, string?)" />
    public static T Read<T>(string json, string source, string path = "", string? owner = null)
        where T : class => Read<T>(Parse(json, source), source, path, owner);

    /// <summary>Reads options whose type is known only at run time, as where a model is found by its name.</summary>
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
            // What the shape lacks has been told already.
        }

        if (options is not null)
        {
            OptionsValidator.Collect(options, path, errors);
        }

        errors.ThrowIfAny();
        return options!;
    }

    /// <summary>The options with some values replaced, as by <c>--set annealing.cap=0.2</c>.</summary>
    /// <param name="options">The options to start from, which stay as they are.</param>
    /// <param name="assignments">Each a dotted path, "=" and a value: JSON, or else plain text.</param>
    /// <param name="source">What to name in messages; default "--set".</param>
    /// <param name="owner">Whose options they are; default from the type's name.</param>
    /// <exception cref="ElboException">An assignment has no "=", or the options it makes are wrong.</exception>
    public static T Override<T>(T options, IEnumerable<string> assignments, string source = "--set", string? owner = null)
        where T : class =>
        Read<T>(OptionsOverrides.Apply(OptionsWriter.ToJsonObject(options), assignments, source, typeof(T)), source, "", owner);

    /// <summary>A copy of a JSON object with some values replaced; whether they fit is left to a later read.</summary>
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
            throw new ElboException($"{location}: is not JSON ({error.Message}); mend it or start from a recipe that works", error);
        }
    }
}
