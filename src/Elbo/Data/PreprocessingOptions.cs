namespace Elbo.Data;

/// <summary>
/// Which interactions are kept. The steps, each applied once, in this order: values below the minimum are dropped; of several
/// interactions of one user with one item the first is kept (<see cref="Preprocessor"/> has the rule); items with too few
/// interactions are dropped; users with too few or too many remaining interactions are dropped.
/// </summary>
/// <remarks>
/// The order and the single pass are those of filter_triplets in the code of Liang et al., "Variational autoencoders for
/// collaborative filtering" (2018): after users are dropped an item may have fewer interactions than the minimum.
/// </remarks>
public sealed record PreprocessingOptions
{
    /// <summary>Interactions with at least this value are kept, such as 4 for ratings; default null keeps all.</summary>
    public double? MinValue { get; init; }

    /// <summary>Items with fewer interactions are dropped; at least 1, default 1.</summary>
    public int MinItemInteractions { get; init; } = 1;

    /// <summary>Users with fewer remaining interactions are dropped; at least 1, default 1.</summary>
    public int MinUserInteractions { get; init; } = 1;

    /// <summary>
    /// Users with more interactions than this are dropped; default null keeps them. Like the minimum, it counts what
    /// the earlier steps left, not all rows of the file.
    /// </summary>
    public int? MaxUserInteractions { get; init; }
}
