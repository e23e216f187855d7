namespace Elbo.Data.Splits;

/// <summary>People whose history is cut in two: what a model is shown, and what it has to find.</summary>
/// <param name="Users">For each row its row in the data set.</param>
/// <param name="FoldIn">What the model is shown, in time order.</param>
/// <param name="Targets">What it has to find, in time order; a row may be empty, and is then not counted in metrics.</param>
public sealed record HeldOutSet(IReadOnlyList<int> Users, InteractionMatrix FoldIn, InteractionMatrix Targets)
{
    /// <summary>The rows that have something to find, rising: those that metrics count.</summary>
    public int[] RowsWithTargets() => [.. Enumerable.Range(0, Targets.RowCount).Where(row => Targets.RowLength(row) > 0)];
}
