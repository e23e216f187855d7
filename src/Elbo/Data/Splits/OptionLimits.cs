using System.ComponentModel.DataAnnotations;

namespace Elbo.Data.Splits;

/// <summary>Holds options to the limits that their attributes state.</summary>
internal static class OptionLimits
{
    /// <summary>Checks all properties and tells all errors together.</summary>
    /// <exception cref="ElboException">A value is outside its limits.</exception>
    public static void Check(string component, object options)
    {
        List<ValidationResult> errors = [];
        if (!Validator.TryValidateObject(options, new ValidationContext(options), errors, validateAllProperties: true))
        {
            throw new ElboException($"{component}: {string.Join("; ", errors.Select(error => error.ErrorMessage))}");
        }
    }
}
