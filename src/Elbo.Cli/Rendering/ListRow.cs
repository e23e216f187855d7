using System.Globalization;

namespace Elbo.Cli;

/// <summary>A row of a list: values by column.</summary>
internal sealed record ListRow(IReadOnlyDictionary<string, object?> Fields)
{
    public object? this[string column] => Fields.GetValueOrDefault(column);

    /// <summary>A numeric value; null for anything else.</summary>
    public double? Number(string column) => this[column] switch
    {
        double or float or int or long => Convert.ToDouble(this[column], CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>A value as text.</summary>
    public string Text(string column) => this[column] switch
    {
        null => "",
        double number when Math.Abs(number) >= 100 => number.ToString("F1", CultureInfo.InvariantCulture),
        double number when Math.Abs(number) is > 0 and < 0.01 => number.ToString("g4", CultureInfo.InvariantCulture),
        double number => number.ToString("0.####", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        object value => value.ToString()!,
    };
}
