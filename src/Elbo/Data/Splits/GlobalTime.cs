using System.ComponentModel.DataAnnotations;
using Elbo.Options;

namespace Elbo.Data.Splits;

/// <summary>Options of <see cref="GlobalTime"/>: the two cuts, as quantiles of the times of all interactions.</summary>
public sealed record GlobalTimeOptions : IValidatableObject
{
    /// <summary>Share of all interactions before validation begins, in (0, 1); default 0.8.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double ValidationFrom { get; init; } = 0.8;

    /// <summary>Share of all interactions before the test begins, in (0, 1); default 0.9.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double TestFrom { get; init; } = 0.9;

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ValidationFrom >= TestFrom)
        {
            yield return new ValidationResult($"is {ValidationFrom}; it must be below testFrom, which is {TestFrom}", [nameof(ValidationFrom)]);
        }
    }
}

/// <summary>Everybody's history is cut at the same two moments, as a service in use would see it: no look ahead.</summary>
/// <remarks>
/// The only protocol here free of leakage through time (Meng et al., "Exploring data splitting strategies for the
/// evaluation of recommendation models", RecSys 2020). Training is all before the first cut; validation targets lie from
/// the first cut to before the second; test targets from the second cut on. The fold-in is all
/// before the cut at which the targets begin. The cut at quantile q is the time at index int(q n) of the n sorted times;
/// an interaction at just that time is after the cut. People who appear only after a cut have
/// no fold-in and are left out of that set, as are people without targets that training knows.
/// </remarks>
public sealed class GlobalTime : ISplitter
{
    private readonly GlobalTimeOptions options;

    /// <summary>A splitter with these options.</summary>
    /// <exception cref="ElboException">A value is outside its limits.</exception>
    public GlobalTime(GlobalTimeOptions options)
    {
        OptionsValidator.Validate(options, "global-time");
        this.options = options;
    }

    /// <inheritdoc />
    /// <exception cref="ElboException">The data has no times, or too few different ones for two cuts.</exception>
    public Split Split(DataSet data)
    {
        long[] times = data.Times
            ?? throw new ElboException($"{data.Name} has no times, which the split 'global-time' needs; name their column with --time-column, or choose 'held-out-users'");
        (long validationFrom, long testFrom) = Cuts(data.Name, times);
        Part[] parts = Array.ConvertAll(times, time =>
            time < validationFrom ? Part.Train :
            time < testFrom ? Part.Validation :
            Part.Test);
        return PartedHistories.Split(data, parts);
    }

    private (long ValidationFrom, long TestFrom) Cuts(string name, long[] times)
    {
        if (times.Length == 0)
        {
            throw new ElboException($"{name} has no interactions to split");
        }

        long[] sorted = [.. times.Order()];
        long validationFrom = sorted[(int)(options.ValidationFrom * sorted.Length)];
        long testFrom = sorted[(int)(options.TestFrom * sorted.Length)];
        if (validationFrom == sorted[0] || validationFrom == testFrom)
        {
            throw new ElboException(
                $"{name}: the cuts at quantiles {options.ValidationFrom} and {options.TestFrom} fall on the times {validationFrom} and {testFrom}, the first time is {sorted[0]}, so a part would be empty; move the cuts with --validation-from and --test-from");
        }

        return (validationFrom, testFrom);
    }
}
