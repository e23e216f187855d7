using Elbo.Data;
using Elbo.Data.Splits;

namespace Elbo.Runs;

/// <summary>Counts of users, items and interactions reported with the published results; null counts are not checked.</summary>
internal sealed record ExpectedDatasetCounts
{
    /// <summary>The source of the counts.</summary>
    public required string Source { get; init; }

    /// <summary>Users after preprocessing.</summary>
    public int? Users { get; init; }

    /// <summary>Training users.</summary>
    public int? TrainUsers { get; init; }

    /// <summary>Items of the training users.</summary>
    public int? Items { get; init; }

    /// <summary>Training interactions.</summary>
    public int? TrainInteractions { get; init; }

    /// <summary>Fold-in interactions of the validation users.</summary>
    public int? ValidationFoldIn { get; init; }

    /// <summary>Target interactions of the validation users.</summary>
    public int? ValidationTargets { get; init; }

    /// <summary>Fold-in interactions of the test users.</summary>
    public int? TestFoldIn { get; init; }

    /// <summary>Target interactions of the test users.</summary>
    public int? TestTargets { get; init; }

    /// <summary>True if the data is the published data: every count is within 5 %, as in a slightly incomplete copy of it.</summary>
    public bool Match(InteractionDataset data, Split split) =>
        Counts(data, split).All(count => count.Expected is not { } expected || Math.Abs(expected - count.Found) <= expected / 20.0);

    /// <summary>The counts that differ, each as "name expected, here found"; empty if none does.</summary>
    public IReadOnlyList<string> FindDifferences(InteractionDataset data, Split split) =>
    [
        .. Counts(data, split)
            .Where(count => count.Expected is { } expected && expected != count.Found)
            .Select(count => FormattableString.Invariant($"{count.Name} {count.Expected:N0}, here {count.Found:N0}")),
    ];

    private (string Name, int? Expected, int Found)[] Counts(InteractionDataset data, Split split)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(split);
        return
        [
            ("users", Users, data.Users.Count),
            ("training users", TrainUsers, split.Train.RowCount),
            ("items", Items, split.Items.Count),
            ("training interactions", TrainInteractions, split.Train.Count),
            ("validation fold-in", ValidationFoldIn, split.Validation.FoldIn.Count),
            ("validation targets", ValidationTargets, split.Validation.Targets.Count),
            ("test fold-in", TestFoldIn, split.Test.FoldIn.Count),
            ("test targets", TestTargets, split.Test.Targets.Count),
        ];
    }
}
