using System.Runtime.InteropServices;

namespace Elbo.Data.Splits;

/// <summary>Collects rows of item indices into an <see cref="InteractionMatrix"/>.</summary>
internal sealed class MatrixBuilder
{
    private readonly List<int> offsets = [0];
    private readonly List<int> items = [];

    public void AddRow(List<int> row)
    {
        items.AddRange(CollectionsMarshal.AsSpan(row));
        offsets.Add(items.Count);
    }

    public InteractionMatrix Build(int itemCount) => new([.. offsets], [.. items], itemCount);
}
