using System.ComponentModel.DataAnnotations;
using Elbo.Options;

namespace Elbo.Data.Splits;

/// <summary>Options of <see cref="RatioSplitter"/>.</summary>
public sealed record RatioSplitterOptions : IValidatableObject
{
    /// <summary>Fraction of each history for validation, in [0, 1); default 0.1.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double ValidationFraction { get; init; } = 0.1;

    /// <summary>Fraction of each history for test, in [0, 1); default 0.1.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double TestFraction { get; init; } = 0.1;

    /// <summary>Whether the last interactions are held out or random ones; default <see cref="TargetSelection.Temporal"/>.</summary>
    [EnumDataType(typeof(TargetSelection), ErrorMessage = "it must be temporal or random")]
    public TargetSelection TargetSelection { get; init; } = TargetSelection.Temporal;

    /// <summary>Seed of random target selection, for <see cref="NumPyRandom"/>; default 98765.</summary>
    [Range(0, int.MaxValue)]
    public int Seed { get; init; } = 98765;

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ValidationFraction + TestFraction >= 1)
        {
            yield return new ValidationResult(
                $"is {ValidationFraction} and testFraction {TestFraction}, which leaves nothing for training; together they must be below 1",
                [nameof(ValidationFraction)]);
        }
    }
}

/// <summary>Each user's history is cut by fractions, for example 80 % for training, then 10 % and 10 %.</summary>
/// <remarks>
/// Weak generalization: training uses part of every history. Of n interactions, int(fraction n) are held out for each of
/// validation and test; less than one counts as one, test before validation, and
/// training keeps at least one (the rule of RecBole's ratio split; Zhao et al., CIKM 2021). The fold-in for test
/// includes the validation targets. Targets without training interactions are dropped, and users left without
/// targets are not in that set. Each subset keeps the time order.
/// </remarks>
internal sealed class RatioSplitter : ISplitter
{
    // Keeps 0.1 x 30 from becoming 2 where the product falls just short of a whole number.
    private const double RoundingSlack = 1e-9;

    private readonly RatioSplitterOptions options;

    /// <summary>A splitter with these options.</summary>
    /// <exception cref="ElboException">A value is outside its limits.</exception>
    public RatioSplitter(RatioSplitterOptions options)
    {
        OptionsValidator.Validate(options, "ratio");
        this.options = options;
    }

    /// <inheritdoc />
    public Split Split(InteractionDataset data)
    {
        NumPyRandom random = new((uint)options.Seed);
        SplitPart[] parts = new SplitPart[data.Interactions.Count];
        for (int user = 0; user < data.Interactions.RowCount; user++)
        {
            int start = data.Interactions.Offsets[user];
            int count = data.Interactions.RowLength(user);
            (int validation, int test) = Counts(count);
            int[]? order = options.TargetSelection == TargetSelection.Random ? random.Permutation(count) : null;
            for (int i = count - validation - test; i < count; i++)
            {
                int entry = order is null ? i : order[i];
                parts[start + entry] = i < count - test ? SplitPart.Validation : SplitPart.Test;
            }
        }

        return HistorySplitBuilder.Build(data, parts);
    }

    private (int Validation, int Test) Counts(int count)
    {
        int validation = (int)((options.ValidationFraction * count) + RoundingSlack);
        int test = (int)((options.TestFraction * count) + RoundingSlack);
        if (test == 0 && options.TestFraction > 0 && count - validation > 1)
        {
            test = 1;
        }

        if (validation == 0 && options.ValidationFraction > 0 && count - test > 1)
        {
            validation = 1;
        }

        return (validation, test);
    }
}
