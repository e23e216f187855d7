using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Elbo.Options;

/// <summary>
/// Validates options: the limits on their properties (DataAnnotations attributes and <see cref="EachInRangeAttribute"/>),
/// then their <see cref="IValidatableObject"/> rules, including nested options.
/// A rule's message follows the path of the first member it names: "is 700; it must not exceed ...".
/// </summary>
internal static class OptionsValidator
{
    /// <summary>Accepts valid options; reports all errors of invalid ones together, one per line.</summary>
    /// <param name="options">The options.</param>
    /// <param name="source">The source, named first in each message: a file or a flag.</param>
    /// <param name="path">The options' path within the source; default none.</param>
    /// <exception cref="ElboException">A value is outside its limits.</exception>
    public static void Validate(object options, string source, string path = "")
    {
        ArgumentNullException.ThrowIfNull(options);
        OptionsErrors errors = new(source);
        Collect(options, path, errors);
        errors.ThrowIfAny();
    }

    internal static void Collect(object options, string path, OptionsErrors errors)
    {
        int before = errors.Count;
        foreach (JsonPropertyInfo property in OptionsJson.SettableProperties(OptionsJson.GetTypeInfo(options.GetType())))
        {
            object? value = property.Get?.Invoke(options);
            string memberPath = OptionsErrors.JoinPath(path, property.Name);
            IEnumerable<ValidationAttribute> limits = property.AttributeProvider is MemberInfo member
                ? member.GetCustomAttributes<ValidationAttribute>(inherit: true)
                : [];
            foreach (ValidationAttribute limit in limits)
            {
                if (!IsWithin(limit, value, options))
                {
                    errors.Add(memberPath, $"is {Format(value)}; {Expectation(limit)}");
                }
            }

            CollectNested(value, memberPath, errors);
        }

        // Rules across properties apply only to properties that are valid on their own.
        if (errors.Count == before && options is IValidatableObject rules)
        {
            foreach (ValidationResult result in rules.Validate(new ValidationContext(options)))
            {
                string memberPath = result.MemberNames.FirstOrDefault() is string name
                    ? OptionsErrors.JoinPath(path, JsonNamingPolicy.CamelCase.ConvertName(name))
                    : path;
                errors.Add(memberPath, result.ErrorMessage ?? "violates a rule across the options");
            }
        }
    }

    private static void CollectNested(object? value, string path, OptionsErrors errors)
    {
        if (value is null || OptionsJson.GetTypeInfo(value.GetType()).Kind is not JsonTypeInfoKind.Object and not JsonTypeInfoKind.Enumerable)
        {
            return;
        }

        if (value is not IEnumerable elements)
        {
            Collect(value, path, errors);
            return;
        }

        int index = 0;
        foreach (object? element in elements)
        {
            CollectNested(element, $"{path}[{index++}]", errors);
        }
    }

    // RangeAttribute compares in its operand type, which rounds 0.4 to 0 if its limits are integers.
    private static bool IsWithin(ValidationAttribute limit, object? value, object owner)
    {
        if (limit is not RangeAttribute range || value is not IConvertible number)
        {
            return limit.GetValidationResult(value, new ValidationContext(owner)) == ValidationResult.Success;
        }

        double numeric = number.ToDouble(CultureInfo.InvariantCulture);
        double min = Bound(range.Minimum);
        double max = Bound(range.Maximum);
        return (range.MinimumIsExclusive ? numeric > min : numeric >= min)
            && (range.MaximumIsExclusive ? numeric < max : numeric <= max);
    }

    private static string Expectation(ValidationAttribute limit) => limit switch
    {
        { ErrorMessage: string own } => own,
        RangeAttribute range => Expectation(range),
        RequiredAttribute => "it must be given",
        MinLengthAttribute min => $"it must have at least {min.Length} elements",
        MaxLengthAttribute max => $"it must have at most {max.Length} elements",
        LengthAttribute length => $"it must have {length.MinimumLength} to {length.MaximumLength} elements",
        AllowedValuesAttribute allowed => $"it must be one of {string.Join(", ", allowed.Values.Select(Format))}",
        _ => limit.FormatErrorMessage("it"),
    };

    private static string Expectation(RangeAttribute range)
    {
        string lower = range.MinimumIsExclusive ? "above" : "at least";
        string upper = range.MaximumIsExclusive ? "below" : "at most";
        bool open = Bound(range.Maximum) is double.MaxValue or double.PositiveInfinity or int.MaxValue or long.MaxValue;
        return (open, range.MinimumIsExclusive || range.MaximumIsExclusive) switch
        {
            (true, _) => $"it must be {lower} {Format(range.Minimum)}",
            (_, true) => $"it must be {lower} {Format(range.Minimum)} and {upper} {Format(range.Maximum)}",
            _ => $"it must be between {Format(range.Minimum)} and {Format(range.Maximum)}",
        };
    }

    private static double Bound(object bound) => Convert.ToDouble(bound, CultureInfo.InvariantCulture);

    private static string Format(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        IEnumerable values => $"[{string.Join(", ", values.Cast<object?>().Select(Format))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
