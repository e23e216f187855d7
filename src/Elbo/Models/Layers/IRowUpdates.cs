namespace Elbo.Models.Layers;

/// <summary>An optimiser that owes rows of a table the steps in which they had no gradient.</summary>
internal interface IRowUpdates
{
    /// <summary>Makes up for what these rows (each once) are owed, before they are read.</summary>
    void Settle(ReadOnlyMemory<int> rows);

    /// <summary>Makes up for what all rows are owed.</summary>
    void Settle();
}
