using System.CommandLine;
using System.Text.Json;
using Elbo.IO;

namespace Elbo.Benchmarks;

/// <summary>Saves results.</summary>
internal static class ResultFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The command that repeats the measurement.</summary>
    public static string CommandLine(ParseResult parsed) =>
        string.Join(' ', ["dotnet run -c Release --project bench/Elbo.Benchmarks --", .. parsed.Tokens.Select(token => token.Value)]);

    /// <summary>The results as JSON; also written to a file if a path is given.</summary>
    public static string Save<T>(T results, string? path)
    {
        string text = JsonSerializer.Serialize(results, Json);
        if (path is not null)
        {
            AtomicFile.WriteText(path, text);
        }

        return text;
    }
}
