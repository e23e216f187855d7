using System.Buffers;

namespace Elbo.Ranking;

/// <summary>A set of items, one bit each, in pooled memory.</summary>
internal readonly ref struct ItemSet : IDisposable
{
    private readonly ulong[] bits;

    public ItemSet(int itemCount)
    {
        bits = ArrayPool<ulong>.Shared.Rent((itemCount + 63) / 64);
        Array.Clear(bits);
    }

    /// <summary>Adds an item; false if the set contained it.</summary>
    public bool Add(int item)
    {
        ulong bit = 1UL << (item & 63);
        bool isNew = (bits[item >> 6] & bit) == 0;
        bits[item >> 6] |= bit;
        return isNew;
    }

    /// <summary>Adds items.</summary>
    public void Add(ReadOnlySpan<int> items)
    {
        foreach (int item in items)
        {
            Add(item);
        }
    }

    /// <summary>True if the set contains the item.</summary>
    public bool Contains(int item) => (bits[item >> 6] & (1UL << (item & 63))) != 0;

    public void Dispose() => ArrayPool<ulong>.Shared.Return(bits);
}
