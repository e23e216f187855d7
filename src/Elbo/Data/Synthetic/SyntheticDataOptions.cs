using System.ComponentModel.DataAnnotations;

namespace Elbo.Data.Synthetic;

/// <summary>How large the made-up data set is, and which one of its kind.</summary>
public sealed record SyntheticDataOptions
{
    /// <summary>Number of people; default 2,000.</summary>
    [Range(1, 10_000_000)]
    public int Users { get; init; } = 2_000;

    /// <summary>Number of items on offer; those that nobody touches are left out of the data. Default 1,200.</summary>
    [Range(240, 200_000)]
    public int Items { get; init; } = 1_200;

    /// <summary>
    /// Interactions per person, on average; default 50. Lengths run from 5 to some six times the average, but
    /// never beyond half the items, which lowers the average where it is large for the number of items.
    /// </summary>
    [Range(5, 1_000)]
    public int MeanHistoryLength { get; init; } = 50;

    /// <summary>Seed of every draw; default 42.</summary>
    public long Seed { get; init; } = 42;
}
