using System.Text.Json;
using System.Text.Json.Nodes;

namespace Elbo.Search;

/// <summary>Numbers between two bounds, both included.</summary>
/// <param name="From">The least value.</param>
/// <param name="To">The greatest value; above <paramref name="From"/>.</param>
/// <param name="Logarithmic">True where orders of magnitude are equally likely; then <paramref name="From"/> is above 0.</param>
/// <param name="Step">The distance of neighbouring values from <paramref name="From"/> on; 1 for whole numbers, null for any number.</param>
/// <param name="Whole">True for whole numbers.</param>
/// <param name="Points">How many values a grid takes, spread evenly; null for every step.</param>
/// <remarks>
/// Strategies work in coordinates: the value, or its logarithm. A value of a stepped range stands for the cell of
/// half a step to both sides, so that bounds are as likely as the values between them.
/// </remarks>
public sealed record RangeDomain(double From, double To, bool Logarithmic, double? Step, bool Whole, int? Points) : ParameterDomain
{
    /// <summary>The least coordinate.</summary>
    public double Low => Coordinate(From - HalfStep);

    /// <summary>The greatest coordinate.</summary>
    public double High => Coordinate((Step is null ? To : ValueAt(LastStep)) + HalfStep);

    private double HalfStep => (Step ?? 0) / 2;

    // Decimal, for 0.3 is the third step of 0.1 there.
    private long LastStep => (long)Math.Floor(((decimal)To - (decimal)From) / (decimal)Step!.Value);

    /// <inheritdoc />
    public override bool Contains(JsonNode? value) =>
        value is JsonValue && value.GetValueKind() == JsonValueKind.Number && Number(value) is double number
        && number >= From && number <= To && Snap(Coordinate(number)) == number;

    /// <inheritdoc />
    public override JsonNode? Draw(DeterministicRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return ToJson(Snap(Low + (random.NextDouble() * (High - Low))));
    }

    /// <inheritdoc />
    public override IReadOnlyList<JsonNode?>? GridValues()
    {
        if (Points is { } points)
        {
            double first = Coordinate(From);
            double width = Coordinate(To) - first;
            return [.. Enumerable.Range(0, points).Select(i => Snap(first + (width * i / Math.Max(1, points - 1)))).Distinct().Select(ToJson)];
        }

        return Step is null || Logarithmic || LastStep >= int.MaxValue
            ? null
            : [.. Enumerable.Range(0, (int)LastStep + 1).Select(step => ToJson(ValueAt(step)))];
    }

    /// <summary>The coordinate of a value.</summary>
    public double Coordinate(double value) => Logarithmic ? Math.Log(value) : value;

    /// <summary>The value at a coordinate: within the bounds and, in a stepped range, on the nearest step.</summary>
    public double Snap(double coordinate)
    {
        double value = Math.Clamp(Logarithmic ? Math.Exp(coordinate) : coordinate, From, To);
        return Step is { } step
            ? ValueAt(Math.Clamp((long)Math.Round((value - From) / step, MidpointRounding.AwayFromZero), 0, LastStep))
            : Rounded(value);
    }

    /// <summary>The coordinates between which values are taken for this one; both the same in a range without steps.</summary>
    public (double Low, double High) Cell(double value) => (Coordinate(value - HalfStep), Coordinate(value + HalfStep));

    /// <summary>A value as options hold it.</summary>
    public JsonNode ToJson(double value) => Whole ? JsonNode.Parse(((long)value).ToString(System.Globalization.CultureInfo.InvariantCulture))! : JsonValue.Create(value);

    /// <summary>The number that a value of options is.</summary>
    public static double Number(JsonNode value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return double.Parse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture);
    }

    // Six digits are finer than any search can tell apart, and a person can read and type them.
    private double Rounded(double value) =>
        Math.Clamp(double.Parse(value.ToString("G6", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture), From, To);

    private double ValueAt(long step) => (double)((decimal)From + (step * (decimal)Step!.Value));
}
