using System.Globalization;

namespace Elbo.Search;

/// <summary>What a range in a space's file must be.</summary>
internal static class RangeRules
{
    // Beyond it halves of a step and decimal arithmetic lose digits.
    private const double Greatest = 1e15;

    /// <summary>What is wrong with a range for an option of a type; null where nothing is.</summary>
    public static string? Wrong(SearchParameterDocument range, Type type)
    {
        if (range is not { From: { } from, To: { } to })
        {
            return $"has a range with one end; give both \"from\" and \"to\"";
        }

        bool whole = IsWhole(type);
        double[] numbers = [from, to, range.Step ?? 1];
        return (whole, range) switch
        {
            _ when !whole && !IsNumber(type) => "is no number; give \"choices\" instead of a range",
            _ when from >= to => Text($"has an empty range: from {from} to {to}; \"from\" must be below \"to\""),
            _ when Math.Max(Math.Abs(from), Math.Abs(to)) > Greatest => Text($"has a range from {from} to {to}; its ends must be within {Greatest}"),
            _ when range.Step is <= 0 => Text($"has step {range.Step}; it must be above 0"),
            _ when range.Step > to - from => Text($"has step {range.Step}, which is more than the range from {from} to {to}"),
            _ when whole && numbers.Any(number => number != Math.Floor(number)) => Text($"takes whole numbers; the range from {from} to {to} must have whole ends and steps"),
            (_, { Scale: RangeScale.Log }) when from <= 0 => Text($"has a logarithmic range from {from}; it must begin above 0"),
            (_, { Scale: RangeScale.Log, Step: not null }) => "has a logarithmic range with a step; keep one of the two",
            _ when range.Points is < 2 => Text($"has {range.Points} points; a grid takes at least 2 of a range"),
            _ => null,
        };
    }

    public static RangeDomain Create(SearchParameterDocument range, Type type)
    {
        bool whole = IsWhole(type);
        return new RangeDomain(range.From!.Value, range.To!.Value, range.Scale == RangeScale.Log, range.Step ?? (whole ? 1 : null), whole, range.Points);
    }

    private static bool IsWhole(Type type) => Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) is TypeCode.Int32 or TypeCode.Int64 && !type.IsEnum;

    private static bool IsNumber(Type type) => Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) is TypeCode.Double or TypeCode.Single;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
