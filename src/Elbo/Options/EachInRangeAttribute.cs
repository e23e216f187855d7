using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Elbo.Options;

/// <summary>Limits every number in a list, as <see cref="RangeAttribute"/> limits a single one.</summary>
/// <param name="minimum">The smallest allowed value.</param>
/// <param name="maximum">The largest allowed value.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EachInRangeAttribute(double minimum, double maximum) : ValidationAttribute
{
    /// <summary>The smallest allowed value.</summary>
    public double Minimum { get; } = minimum;

    /// <summary>The largest allowed value.</summary>
    public double Maximum { get; } = maximum;

    /// <inheritdoc />
    public override bool IsValid(object? value) => value is not IEnumerable values || values.Cast<object?>().All(
        element => element is IConvertible number
            && number.ToDouble(CultureInfo.InvariantCulture) is double converted && converted >= Minimum && converted <= Maximum);

    /// <inheritdoc />
    public override string FormatErrorMessage(string name) =>
        string.Create(CultureInfo.InvariantCulture, $"each must be between {Minimum} and {Maximum}");
}
