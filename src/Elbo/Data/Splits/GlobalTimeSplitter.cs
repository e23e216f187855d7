using System.ComponentModel.DataAnnotations;
using Elbo.Options;

namespace Elbo.Data.Splits;

/// <summary>Options of <see cref="GlobalTimeSplitter"/>: the two cuts, as quantiles of all interaction times.</summary>
public sealed record GlobalTimeSplitterOptions : IValidatableObject
{
    /// <summary>Fraction of all interactions before the validation period, in (0, 1); default 0.8.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double ValidationStartQuantile { get; init; } = 0.8;

    /// <summary>Fraction of all interactions before the test period, in (0, 1); default 0.9.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double TestStartQuantile { get; init; } = 0.9;

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ValidationStartQuantile >= TestStartQuantile)
        {
            yield return new ValidationResult($"is {ValidationStartQuantile}; it must be below testStartQuantile, which is {TestStartQuantile}", [nameof(ValidationStartQuantile)]);
        }
    }
}

/// <summary>Every history is cut at the same two points in time, as in production: no information from the future.</summary>
/// <remarks>
/// The only protocol here without temporal leakage (Meng et al., "Exploring data splitting strategies for the
/// evaluation of recommendation models", RecSys 2020). Training is everything before the first cut; validation targets lie
/// between the cuts; test targets from the second cut on. The fold-in is everything before the cut at which the targets
/// start. The cut at quantile q is the time at index int(q n) of the n sorted times; an interaction at exactly that time is
/// after the cut. Users who appear only after a cut have no fold-in and are not in that set, nor are users without targets
/// among the training items.
/// </remarks>
internal sealed class GlobalTimeSplitter : ISplitter
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
        if (!data.Interactions.HasTimes)
        {
            throw new ElboException(
                $"{data.Name} has no times, which the split 'global-time' needs; name their column with --time-column, or choose --set split.kind=held-out-users");
        }

        ReadOnlySpan<long> times = data.Interactions.Times;
        (long validationStart, long testStart) = FindCuts(data.Name, times);
        SplitPart[] parts = new SplitPart[times.Length];
        for (int entry = 0; entry < parts.Length; entry++)
        {
            parts[entry] =
                times[entry] < validationStart ? SplitPart.Train :
                times[entry] < testStart ? SplitPart.Validation :
                SplitPart.Test;
        }

        return HistorySplitBuilder.Build(data, parts);
    }

    private (long ValidationStart, long TestStart) FindCuts(string name, ReadOnlySpan<long> times)
    {
        if (times.IsEmpty)
        {
            throw new ElboException($"{name} has no interactions to split");
        }

        long[] sorted = times.ToArray();
        Array.Sort(sorted);
        long validationStart = sorted[(int)(options.ValidationStartQuantile * sorted.Length)];
        long testStart = sorted[(int)(options.TestStartQuantile * sorted.Length)];
        if (validationStart == sorted[0] || validationStart == testStart)
        {
            throw new ElboException(
                $"{name}: the cuts at quantiles {options.ValidationStartQuantile} and {options.TestStartQuantile} are the times {validationStart} and {testStart} "
                + $"and the first time is {sorted[0]}, so a subset would be empty; move them with --set split.validationStartQuantile=… and --set split.testStartQuantile=…");
        }

        return (validationStart, testStart);
    }
}
