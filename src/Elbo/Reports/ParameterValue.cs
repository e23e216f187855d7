using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Elbo.Reports;

/// <summary>A parameter's value as a number or as text.</summary>
internal static class ParameterValue
{
    public static double? ToNumber(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.Number
        && double.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number
            : null;

    /// <summary>Text without quotes, fractions with four digits, lists and groups as JSON; "–" if it is not set.</summary>
    public static string Format(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "–",
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.Number when ToNumber(value) is { } number && number != Math.Floor(number) => number.ToString("G4", CultureInfo.InvariantCulture),
        _ => value.ToJsonString(),
    };
}
