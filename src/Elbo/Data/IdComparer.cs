using System.Globalization;

namespace Elbo.Data;

/// <summary>Sorts ids: integers by value and before all others, the rest by their characters' codes.</summary>
public sealed class IdComparer : IComparer<string>
{
    private IdComparer()
    {
    }

    /// <summary>The one instance.</summary>
    public static IdComparer Instance { get; } = new();

    /// <inheritdoc />
    public int Compare(string? x, string? y)
    {
        bool xIsInteger = long.TryParse(x, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long xValue);
        bool yIsInteger = long.TryParse(y, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long yValue);
        return (xIsInteger, yIsInteger) switch
        {
            (true, true) => xValue.CompareTo(yValue),
            (true, false) => -1,
            (false, true) => 1,
            _ => string.CompareOrdinal(x, y),
        };
    }
}
