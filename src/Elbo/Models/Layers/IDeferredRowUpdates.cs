namespace Elbo.Models.Layers;

/// <summary>An optimiser that owes rows of a table the steps in which they had no gradient.</summary>
internal interface IDeferredRowUpdates
{
    /// <summary>Makes up for what these rows (each once) are owed, before they are read.</summary>
    void ApplyPending(ReadOnlyMemory<int> rows);

    /// <summary>Makes up for what all rows are owed.</summary>
    void ApplyPending();
}
