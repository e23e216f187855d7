namespace Elbo.Data.Splits;

/// <summary>
/// Data split for training, tuning and the final metrics. All subsets share one item vocabulary, which comes
/// from the training set alone: an item without training interactions cannot be scored and is dropped.
/// </summary>
/// <param name="Items">The items of the training set; column order of every matrix here.</param>
/// <param name="Train">Training histories, users x items.</param>
/// <param name="TrainUsers">For each row of <paramref name="Train"/> its row in the data set.</param>
/// <param name="Validation">Users for choosing options and the best epoch.</param>
/// <param name="Test">Users for the final metrics.</param>
public sealed record Split(
    Vocabulary Items,
    InteractionMatrix Train,
    IReadOnlyList<int> TrainUsers,
    HeldOutSet Validation,
    HeldOutSet Test);

/// <summary>Users whose history is cut in two: the fold-in that a model is given, and the targets that it has to find.</summary>
/// <param name="Users">For each row its row in the data set.</param>
/// <param name="FoldIn">The model's input, in time order.</param>
/// <param name="Targets">The items to find, in time order; metrics skip rows without targets.</param>
public sealed record HeldOutSet(IReadOnlyList<int> Users, InteractionMatrix FoldIn, InteractionMatrix Targets)
{
    // Fixed, so that runs with different seeds are compared on the same users.
    private const long SampleSeed = 5_000;

    /// <summary>The rows with targets, ascending: those that metrics count.</summary>
    public int[] RowsWithTargets() => [.. Enumerable.Range(0, Targets.RowCount).Where(row => Targets.RowLength(row) > 0)];

    /// <summary>At most this many users with targets, drawn at random: the same ones for the same set. All users if there are no more.</summary>
    public HeldOutSet Sample(int maxUsers)
    {
        if (Users.Count <= maxUsers)
        {
            return this;
        }

        int[] rows = RowsWithTargets();
        new DeterministicRandom(SampleSeed).Shuffle<int>(rows);
        rows = rows[..Math.Min(maxUsers, rows.Length)];
        Array.Sort(rows);
        return new HeldOutSet([.. rows.Select(row => Users[row])], FoldIn.SelectRows(rows), Targets.SelectRows(rows));
    }
}

/// <summary>A rule that splits a data set for training, validation and test.</summary>
public interface ISplitter
{
    /// <summary>Splits the data; the same data and options give the same split.</summary>
    /// <exception cref="ElboException">The data cannot be split by this rule, for example because it has too few users.</exception>
    Split Split(InteractionDataset data);
}

/// <summary>How the targets of a held-out history are selected.</summary>
public enum TargetSelection
{
    /// <summary>The last interactions (Sachdeva et al. 2019).</summary>
    Temporal,

    /// <summary>Random interactions (Liang et al. 2018).</summary>
    Random,
}
