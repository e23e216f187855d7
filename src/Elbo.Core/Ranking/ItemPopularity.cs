namespace Elbo.Ranking;

/// <summary>How popular each item was in training.</summary>
public sealed class ItemPopularity
{
    /// <summary>Computes popularity from the number of training interactions with each item.</summary>
    public ItemPopularity(IReadOnlyList<int> interactionCounts)
    {
        ArgumentNullException.ThrowIfNull(interactionCounts);
        double total = interactionCounts.Sum(count => (double)count);
        Shares = [.. interactionCounts.Select(count => (float)(count / Math.Max(total, 1)))];

        // Smoothed by one interaction per item, so that every item has a logarithm.
        LogShares = [.. interactionCounts.Select(count => (float)Math.Log((count + 1) / (total + interactionCounts.Count)))];
    }

    /// <summary>Each item's share of all interactions.</summary>
    internal float[] Shares { get; }

    /// <summary>The logarithms of the smoothed shares.</summary>
    internal float[] LogShares { get; }
}
