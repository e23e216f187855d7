using System.ComponentModel.DataAnnotations;

namespace Elbo.Models;

/// <summary>Allows a list of layer sizes, each from 1 to 65,536.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SizesAttribute : ValidationAttribute
{
    private const int Largest = 65_536;

    public SizesAttribute()
        : base("every size must be between 1 and 65536")
    {
    }

    /// <inheritdoc />
    public override bool IsValid(object? value) => value is IEnumerable<int> sizes && sizes.All(size => size is >= 1 and <= Largest);
}
