using System.ComponentModel.DataAnnotations;
using Elbo.Options;

namespace Elbo.Data.Splits;

/// <summary>Options of <see cref="PerUserRatio"/>; what validation and test leave is for training.</summary>
public sealed record PerUserRatioOptions : IValidatableObject
{
    /// <summary>Share of each history for validation, in [0, 1); default 0.1.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double ValidationShare { get; init; } = 0.1;

    /// <summary>Share of each history for test, in [0, 1); default 0.1.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double TestShare { get; init; } = 0.1;

    /// <summary>Whether the last interactions are held out or random ones; default <see cref="FoldOut.Temporal"/>.</summary>
    [EnumDataType(typeof(FoldOut), ErrorMessage = "it must be temporal or random")]
    public FoldOut FoldOut { get; init; } = FoldOut.Temporal;

    /// <summary>Seed of random fold-out, for <see cref="NumPyRandom"/>; default 98765.</summary>
    [Range(0, int.MaxValue)]
    public int Seed { get; init; } = 98765;

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ValidationShare + TestShare >= 1)
        {
            yield return new ValidationResult(
                $"is {ValidationShare} and testShare {TestShare}, which leaves nothing for training; together they must be below 1",
                [nameof(ValidationShare)]);
        }
    }
}

/// <summary>Each person's history is cut by shares, for example 80 % for training, then 10 % and 10 %.</summary>
/// <remarks>
/// Weak generalisation: everybody is trained on. Of n interactions, int(share n) are held out for each of
/// validation and test; a share that comes to less than one counts as one, test before validation, while
/// training keeps at least one (the rule of RecBole's ratio split; Zhao et al., CIKM 2021). The fold-in for test
/// includes the validation targets. Targets that training lacks are dropped, and people left without
/// targets are not in that set. Time order is kept within each part.
/// </remarks>
public sealed class PerUserRatio : ISplitter
{
    // Keeps 0.1 x 30 from becoming 2 where the product falls just short of a whole number.
    private const double RoundingSlack = 1e-9;

    private readonly PerUserRatioOptions options;

    /// <summary>A splitter with these options.</summary>
    /// <exception cref="ElboException">A value is outside its limits.</exception>
    public PerUserRatio(PerUserRatioOptions options)
    {
        OptionsValidator.Validate(options, "ratio");
        this.options = options;
    }

    /// <inheritdoc />
    public Split Split(DataSet data)
    {
        NumPyRandom random = new((uint)options.Seed);
        Part[] parts = new Part[data.Interactions.Count];
        for (int user = 0; user < data.Interactions.RowCount; user++)
        {
            int start = data.Interactions.Offsets[user];
            int count = data.Interactions.RowLength(user);
            (int validation, int test) = Counts(count);
            int[]? order = options.FoldOut == FoldOut.Random ? random.Permutation(count) : null;
            for (int i = count - validation - test; i < count; i++)
            {
                int entry = order is null ? i : order[i];
                parts[start + entry] = i < count - test ? Part.Validation : Part.Test;
            }
        }

        return PartedHistories.Split(data, parts);
    }

    private (int Validation, int Test) Counts(int count)
    {
        int validation = (int)((options.ValidationShare * count) + RoundingSlack);
        int test = (int)((options.TestShare * count) + RoundingSlack);
        if (test == 0 && options.TestShare > 0 && count - validation > 1)
        {
            test = 1;
        }

        if (validation == 0 && options.ValidationShare > 0 && count - test > 1)
        {
            validation = 1;
        }

        return (validation, test);
    }
}
