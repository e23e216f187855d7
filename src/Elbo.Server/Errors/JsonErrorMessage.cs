using System.Text.Json;
using System.Text.RegularExpressions;

namespace Elbo.Server.Errors;

/// <summary>What a client is told of JSON that cannot be read: the place and what to mend, without names of our own types.</summary>
internal static partial class JsonErrorMessage
{
    public static string Create(JsonException error)
    {
        if (UnknownPropertyPattern().Match(error.Message) is { Success: true } unknown)
        {
            return $"'{unknown.Groups["name"].Value}' is no member here; /docs tells what there is";
        }

        if (DuplicatePropertyPattern().Match(error.Message) is { Success: true } duplicate)
        {
            return $"'{duplicate.Groups["name"].Value}' stands there twice";
        }

        string location = FormattableString.Invariant($"line {(error.LineNumber ?? 0) + 1}, byte {(error.BytePositionInLine ?? 0) + 1}");
        return error.Message.Contains("could not be converted", StringComparison.Ordinal)
            ? $"{error.Path} ({location}) is of the wrong kind; ids are strings, k is a whole number, times are as \"2026-01-31T12:00:00Z\""
            : $"the body is no JSON that can be read ({location})";
    }

    [GeneratedRegex("^The JSON property '(?<name>.*)' could not be mapped")]
    private static partial Regex UnknownPropertyPattern();

    [GeneratedRegex("^Duplicate property '(?<name>.*)' encountered")]
    private static partial Regex DuplicatePropertyPattern();
}
