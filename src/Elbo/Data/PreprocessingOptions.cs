namespace Elbo.Data;

/// <summary>
/// Which interactions are kept. The steps come in this order: values below the least are dropped; of several
/// interactions of one person with one item the first in time stays; items that too few people chose are dropped; people
/// with too few or too many interactions left are dropped. Each step is taken once.
/// </summary>
/// <remarks>
/// The order and the single pass are those of filter_triplets in the code of Liang et al., "Variational autoencoders for
/// collaborative filtering" (2018): after people are dropped an item may have fewer interactions than asked for.
/// </remarks>
public sealed record PreprocessingOptions
{
    /// <summary>Interactions whose value is at least this are kept, such as 4 for ratings; default null keeps all.</summary>
    public double? MinValue { get; init; }

    /// <summary>Items with fewer interactions are dropped; at least 1, default 1.</summary>
    public int MinItemInteractions { get; init; } = 1;

    /// <summary>People with fewer kept interactions are dropped; at least 1, default 1.</summary>
    public int MinUserInteractions { get; init; } = 1;

    /// <summary>
    /// People with more kept interactions than this are dropped; default null keeps them. It counts, like the least, what
    /// the earlier steps left, not all that stands in the file.
    /// </summary>
    public int? MaxUserInteractions { get; init; }
}
