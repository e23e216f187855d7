using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Elbo.Options;

/// <summary>Limits for every number in a list, as <see cref="RangeAttribute"/> sets them for one.</summary>
/// <param name="minimum">Least value allowed.</param>
/// <param name="maximum">Greatest value allowed.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EachInRangeAttribute(double minimum, double maximum) : ValidationAttribute
{
    /// <summary>Least value allowed.</summary>
    public double Minimum { get; } = minimum;

    /// <summary>Greatest value allowed.</summary>
    public double Maximum { get; } = maximum;

    /// <inheritdoc />
    public override bool IsValid(object? value) => value is not IEnumerable values || values.Cast<object?>().All(
        element => element is IConvertible number
            && number.ToDouble(CultureInfo.InvariantCulture) is double plain && plain >= Minimum && plain <= Maximum);

    /// <inheritdoc />
    public override string FormatErrorMessage(string name) =>
        string.Create(CultureInfo.InvariantCulture, $"each must be between {Minimum} and {Maximum}");
}
