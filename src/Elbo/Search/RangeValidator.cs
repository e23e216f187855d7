using System.Globalization;

namespace Elbo.Search;

/// <summary>Validates the ranges of a search space file.</summary>
internal static class RangeValidator
{
    // Beyond this, half steps and decimal arithmetic lose digits.
    private const double MaxMagnitude = 1e15;

    /// <summary>Returns the error of a range for an option of the given type; null if it is valid.</summary>
    public static string? FindError(SearchParameterDocument range, Type type)
    {
        if (range is not { From: { } from, To: { } to })
        {
            return $"has a range with one end; set both \"from\" and \"to\"";
        }

        bool isInteger = IsInteger(type);
        double[] numbers = [from, to, range.Step ?? 1];
        return (isInteger, range) switch
        {
            _ when !isInteger && !IsNumber(type) => "is not a number; use \"choices\" instead of a range",
            _ when from >= to => Invariant($"has an empty range: from {from} to {to}; \"from\" must be below \"to\""),
            _ when Math.Max(Math.Abs(from), Math.Abs(to)) > MaxMagnitude => Invariant($"has a range from {from} to {to}; its ends must be within {MaxMagnitude}"),
            _ when range.Step is <= 0 => Invariant($"has step {range.Step}; it must be above 0"),
            _ when range.Step > to - from => Invariant($"has step {range.Step}, which is more than the range from {from} to {to}"),
            _ when isInteger && numbers.Any(number => number != Math.Floor(number)) => Invariant($"takes integers; the range from {from} to {to} must have integer ends and steps"),
            (_, { Scale: RangeScale.Log }) when from <= 0 => Invariant($"has a logarithmic range from {from}; it must start above 0"),
            (_, { Scale: RangeScale.Log, Step: not null }) => "has a logarithmic range with a step; keep one of the two",
            _ when range.Points is < 2 => Invariant($"has {range.Points} points; a grid needs at least 2 points per range"),
            _ => null,
        };
    }

    public static NumericDomain CreateDomain(SearchParameterDocument range, Type type)
    {
        bool isInteger = IsInteger(type);
        return new NumericDomain(range.From!.Value, range.To!.Value, range.Scale == RangeScale.Log, range.Step ?? (isInteger ? 1 : null), isInteger, range.Points);
    }

    private static bool IsInteger(Type type) => Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) is TypeCode.Int32 or TypeCode.Int64 && !type.IsEnum;

    private static bool IsNumber(Type type) => Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) is TypeCode.Double or TypeCode.Single;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
