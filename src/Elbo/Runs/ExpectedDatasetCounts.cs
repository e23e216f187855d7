using Elbo.Data;
using Elbo.Data.Splits;

namespace Elbo.Runs;

/// <summary>What the data comes to in the run whose figures are repeated; null counts are not compared.</summary>
public sealed record ExpectedDatasetCounts
{
    /// <summary>Where the counts stand.</summary>
    public required string Source { get; init; }

    /// <summary>People after preparation.</summary>
    public int? Users { get; init; }

    /// <summary>People in training.</summary>
    public int? TrainUsers { get; init; }

    /// <summary>Items in training.</summary>
    public int? Items { get; init; }

    /// <summary>Interactions in training.</summary>
    public int? TrainInteractions { get; init; }

    /// <summary>Interactions that validation users show.</summary>
    public int? ValidationFoldIn { get; init; }

    /// <summary>Interactions to find for validation users.</summary>
    public int? ValidationTargets { get; init; }

    /// <summary>Interactions that test users show.</summary>
    public int? TestFoldIn { get; init; }

    /// <summary>Interactions to find for test users.</summary>
    public int? TestTargets { get; init; }

    /// <summary>What differs from the data at hand, each as "name expected, found"; empty where nothing does.</summary>
    public IReadOnlyList<string> FindDifferences(InteractionDataset data, Split split)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(split);
        (string Name, int? Expected, int Found)[] counts =
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
        return [.. counts
            .Where(count => count.Expected is { } expected && expected != count.Found)
            .Select(count => FormattableString.Invariant($"{count.Name} {count.Expected:N0}, here {count.Found:N0}"))];
    }
}
