using System.ComponentModel.DataAnnotations;
using Elbo.Options;

namespace Elbo.Data.Splits;

/// <summary>Options of <see cref="GlobalTimeSplitter"/>: the two cuts, as quantiles of the times of all interactions.</summary>
public sealed record GlobalTimeSplitterOptions : IValidatableObject
{
    /// <summary>Share of all interactions before validation begins, in (0, 1); default 0.8.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double ValidationStartQuantile { get; init; } = 0.8;

    /// <summary>Share of all interactions before the test begins, in (0, 1); default 0.9.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double TestStartQuantile { get; init; } = 0.9;

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ValidationStartQuantile >= TestStartQuantile)
        {
            yield return new ValidationResult($"is {ValidationStartQuantile}; it must be below testFrom, which is {TestStartQuantile}", [nameof(ValidationStartQuantile)]);
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
public sealed class GlobalTimeSplitter : ISplitter
{
    private readonly GlobalTimeSplitterOptions options;

    /// <summary>A splitter with these options.</summary>
    /// <exception cref="ElboException">A value is outside its limits.</exception>
    public GlobalTimeSplitter(GlobalTimeSplitterOptions options)
    {
        OptionsValidator.Validate(options, "global-time");
        this.options = options;
    }

    /// <inheritdoc />
    /// <exception cref="ElboException">The data has no times, or too few different ones for two cuts.</exception>
    public Split Split(InteractionDataset data)
    {
        long[] times = data.Times
            ?? throw new ElboException($"{data.Name} has no times, which the split 'global-time' needs; name their column with --time-column, or choose 'held-out-users'");
        (long validationStart, long testStart) = FindCuts(data.Name, times);
        SplitPart[] parts = Array.ConvertAll(times, time =>
            time < validationStart ? SplitPart.Train :
            time < testStart ? SplitPart.Validation :
            SplitPart.Test);
        return HistorySplitBuilder.Build(data, parts);
    }

    private (long ValidationFrom, long TestFrom) FindCuts(string name, long[] times)
    {
        if (times.Length == 0)
        {
            throw new ElboException($"{name} has no interactions to split");
        }

        long[] sorted = [.. times.Order()];
        long validationStart = sorted[(int)(options.ValidationStartQuantile * sorted.Length)];
        long testStart = sorted[(int)(options.TestStartQuantile * sorted.Length)];
        if (validationStart == sorted[0] || validationStart == testStart)
        {
            throw new ElboException(
                $"{name}: the cuts at quantiles {options.ValidationStartQuantile} and {options.TestStartQuantile} fall on the times {validationStart} and {testStart}, the first time is {sorted[0]}, so a part would be empty; move the cuts with --validation-from and --test-from");
        }

        return (validationStart, testStart);
    }
}
