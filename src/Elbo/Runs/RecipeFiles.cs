using System.Text.Json;
using Elbo.IO;

namespace Elbo.Runs;

/// <summary>Finds recipes on disk.</summary>
internal static class RecipeFiles
{
    private static readonly JsonDocumentOptions JsonOptions = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Recipe files as they are, and the recipes of folders by name.</summary>
    /// <exception cref="ElboException">A folder contains no recipe.</exception>
    public static IReadOnlyList<string> Find(IEnumerable<string> paths) => [.. paths.SelectMany(Find)];

    private static string[] Find(string path)
    {
        SystemErrors.RequireUsable(path);
        if (!Directory.Exists(path))
        {
            return [path];
        }

        string[] files = [.. Directory.GetFiles(path, "*.json").Where(file => !IsAnotherFormat(file)).Order(StringComparer.Ordinal)];
        Array.ForEach(files, SystemErrors.RequireUtf8);
        return files.Length > 0 ? files : throw new ElboException($"{path}: contains no recipe (*.json); recipes/ml-1m has examples");
    }

    /// <summary>True for search spaces and study summaries, which name a recipe, and for configuration. An unreadable file counts as a recipe, so that its error is reported.</summary>
    private static bool IsAnotherFormat(string file)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllText(file), JsonOptions);
            return json.RootElement is { ValueKind: JsonValueKind.Object } root && (root.TryGetProperty("recipe", out _) || root.TryGetProperty("tracking", out _));
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
