using System.Text.Json;
using System.Text.RegularExpressions;

namespace Elbo.Server.Errors;

/// <summary>Error messages for invalid JSON: location and fix, without the names of our own types.</summary>
internal static partial class JsonErrorMessage
{
    public static string Create(JsonException error)
    {
        if (UnknownPropertyPattern().Match(error.Message) is { Success: true } unknown)
        {
            return $"'{unknown.Groups["name"].Value}' is not a known property; see /docs";
        }

        if (DuplicatePropertyPattern().Match(error.Message) is { Success: true } duplicate)
        {
            return $"'{duplicate.Groups["name"].Value}' appears twice";
        }

        string location = FormattableString.Invariant($"line {(error.LineNumber ?? 0) + 1}, byte {(error.BytePositionInLine ?? 0) + 1}");
        return error.Message.Contains("could not be converted", StringComparison.Ordinal)
            ? $"{error.Path} ({location}) has the wrong type; ids are strings, k is an integer, times look like \"2026-01-31T12:00:00Z\""
            : $"the body is not valid JSON ({location})";
    }

    [GeneratedRegex("^The JSON property '(?<name>.*)' could not be mapped")]
    private static partial Regex UnknownPropertyPattern();

    [GeneratedRegex("^Duplicate property '(?<name>.*)' encountered")]
    private static partial Regex DuplicatePropertyPattern();
}
