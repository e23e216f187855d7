using System.CommandLine;
using System.Text.Json;
using Elbo.IO;

namespace Elbo.Benchmarks;

/// <summary>Figures as they are kept.</summary>
internal static class ResultFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The command line that a file says it was made by.</summary>
    public static string CommandLine(ParseResult parsed) =>
        string.Join(' ', ["dotnet run -c Release --project bench/Elbo.Benchmarks --", .. parsed.Tokens.Select(token => token.Value)]);

    /// <summary>The figures as JSON; also written to a file where one was asked for.</summary>
    public static string Save<T>(T figures, string? path)
    {
        string text = JsonSerializer.Serialize(figures, Json);
        if (path is not null)
        {
            AtomicFile.WriteText(path, text);
        }

        return text;
    }
}
