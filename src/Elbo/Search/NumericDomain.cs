using System.Text.Json;
using System.Text.Json.Nodes;

namespace Elbo.Search;

/// <summary>Numbers in a range, bounds included.</summary>
/// <param name="From">The minimum.</param>
/// <param name="To">The maximum; greater than <paramref name="From"/>.</param>
/// <param name="IsLogarithmic">True for a logarithmic scale, which requires <paramref name="From"/> above 0.</param>
/// <param name="Step">Distance between values, starting at <paramref name="From"/>; 1 for integers, null for a continuous range.</param>
/// <param name="IsInteger">True for integers.</param>
/// <param name="GridPoints">Number of evenly spaced values in a grid; null for every step.</param>
/// <remarks>
/// Strategies work in coordinates: the value or its logarithm. A value of a stepped range represents the interval of
/// half a step to both sides, so that the bounds are as likely as the values between them.
/// </remarks>
internal sealed record NumericDomain(double From, double To, bool IsLogarithmic, double? Step, bool IsInteger, int? GridPoints) : ParameterDomain
{
    /// <summary>The minimum coordinate.</summary>
    public double MinCoordinate => ToCoordinate(From - HalfStep);

    /// <summary>The maximum coordinate.</summary>
    public double MaxCoordinate => ToCoordinate((Step is null ? To : ValueAt(LastStep)) + HalfStep);

    private double HalfStep => (Step ?? 0) / 2;

    // In decimal arithmetic 0.3 is exactly the third step of 0.1.
    private long LastStep => (long)Math.Floor(((decimal)To - (decimal)From) / (decimal)Step!.Value);

    /// <inheritdoc />
    public override bool Contains(JsonNode? value) =>
        value is JsonValue && value.GetValueKind() == JsonValueKind.Number && ToDouble(value) is double number
        && number >= From && number <= To && FromCoordinate(ToCoordinate(number)) == number;

    /// <inheritdoc />
    public override JsonNode? Sample(DeterministicRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return ToJson(FromCoordinate(MinCoordinate + (random.NextDouble() * (MaxCoordinate - MinCoordinate))));
    }

    /// <inheritdoc />
    public override IReadOnlyList<JsonNode?>? GridValues()
    {
        if (GridPoints is { } points)
        {
            double first = ToCoordinate(From);
            double width = ToCoordinate(To) - first;
            return [.. Enumerable.Range(0, points).Select(i => FromCoordinate(first + (width * i / Math.Max(1, points - 1)))).Distinct().Select(ToJson)];
        }

        return Step is null || IsLogarithmic || LastStep >= int.MaxValue
            ? null
            : [.. Enumerable.Range(0, (int)LastStep + 1).Select(step => ToJson(ValueAt(step)))];
    }

    /// <summary>The coordinate of a value.</summary>
    public double ToCoordinate(double value) => IsLogarithmic ? Math.Log(value) : value;

    /// <summary>The value at a coordinate, clamped to the bounds and, in a stepped range, rounded to the nearest step.</summary>
    public double FromCoordinate(double coordinate)
    {
        double value = Math.Clamp(IsLogarithmic ? Math.Exp(coordinate) : coordinate, From, To);
        return Step is { } step
            ? ValueAt(Math.Clamp((long)Math.Round((value - From) / step, MidpointRounding.AwayFromZero), 0, LastStep))
            : RoundToSixDigits(value);
    }

    /// <summary>The interval of coordinates that a value represents; empty in a continuous range.</summary>
    public (double Low, double High) Cell(double value) => (ToCoordinate(value - HalfStep), ToCoordinate(value + HalfStep));

    /// <summary>The value as JSON.</summary>
    public JsonNode ToJson(double value) => IsInteger ? JsonNode.Parse(((long)value).ToString(System.Globalization.CultureInfo.InvariantCulture))! : JsonValue.Create(value);

    /// <summary>The number of a JSON value.</summary>
    public static double ToDouble(JsonNode value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return double.Parse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture);
    }

    // Six digits are more precise than any search can distinguish, and easy to read and type.
    private double RoundToSixDigits(double value) =>
        Math.Clamp(double.Parse(value.ToString("G6", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture), From, To);

    private double ValueAt(long step) => (double)((decimal)From + (step * (decimal)Step!.Value));
}
