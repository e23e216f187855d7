using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Elbo.Server.Options;

/// <summary>Binds a configuration section to options, and reports all its errors together.</summary>
internal static class StrictOptionsBinder
{
    /// <exception cref="ElboException">Keys are unknown or missing, or values are invalid.</exception>
    public static T Bind<T>(IConfigurationSection section)
        where T : new()
    {
        List<string> errors = [];
        CheckSection(section, typeof(T), errors);
        return errors.Count == 0 ? section.Get<T>() ?? new T() : throw new ElboException(string.Join('\n', errors));
    }

    private static void CheckSection(IConfigurationSection section, Type type, List<string> errors)
    {
        PropertyInfo[] settable = [.. type.GetProperties().Where(property => property.CanWrite)];
        foreach (IConfigurationSection child in section.GetChildren())
        {
            PropertyInfo? property = settable.FirstOrDefault(known => known.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                errors.Add($"{child.Path}: unknown setting; the settings are {string.Join(", ", settable.Select(known => known.Name))}");
            }
            else if (property.PropertyType.IsArray)
            {
                CheckList(child, property, errors);
            }
            else
            {
                CheckValue(child, property.PropertyType, property.GetCustomAttributes<ValidationAttribute>(), errors);
            }
        }

        foreach (PropertyInfo missing in settable.Where(known => known.IsDefined(typeof(RequiredAttribute)) && !section.GetSection(known.Name).Exists()))
        {
            errors.Add($"{section.Path}:{missing.Name}: is missing{(missing.Name == nameof(ServerOptions.Bundle) ? "; set it to the file written by 'elbo export'" : "")}");
        }
    }

    private static void CheckList(IConfigurationSection list, PropertyInfo property, List<string> errors)
    {
        Type element = property.PropertyType.GetElementType()!;
        if (!string.IsNullOrEmpty(list.Value))
        {
            errors.Add($"{list.Path}: is a list; set its entries as {list.Path}:0");
        }

        foreach (IConfigurationSection entry in list.GetChildren())
        {
            if (element == typeof(string))
            {
                CheckValue(entry, element, [], errors);
            }
            else
            {
                CheckSection(entry, element, errors);
            }
        }
    }

    private static void CheckValue(IConfigurationSection value, Type type, IEnumerable<ValidationAttribute> rules, List<string> errors)
    {
        if (value.GetChildren().Any() || value.Value is not { } text)
        {
            errors.Add($"{value.Path}: must be a single value");
            return;
        }

        object? converted = Convert(text, type);
        if (converted is null)
        {
            string expected = type.IsEnum ? string.Join(", ", Enum.GetNames(type)).ToLowerInvariant() : type.Name.ToLowerInvariant();
            errors.Add($"{value.Path}: '{text}' is invalid; expected {expected}");
        }

        errors.AddRange(rules.Where(rule => converted is not null && !rule.IsValid(converted)).Select(rule => $"{value.Path}: '{text}' is invalid: {rule.FormatErrorMessage(value.Key)}"));
    }

    private static object? Convert(string text, Type type)
    {
        try
        {
            object? converted = TypeDescriptor.GetConverter(type).ConvertFromString(null, CultureInfo.InvariantCulture, text);
            return converted is not null && type.IsEnum && !Enum.IsDefined(type, converted) ? null : converted;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or NotSupportedException || error.InnerException is FormatException or OverflowException)
        {
            return null;
        }
    }
}
