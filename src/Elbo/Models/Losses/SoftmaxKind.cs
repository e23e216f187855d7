namespace Elbo.Models.Losses;

/// <summary>The items that the softmax of a training step covers.</summary>
public enum SoftmaxKind
{
    /// <summary>Full up to 50,000 items, log-uniform beyond.</summary>
    Auto,

    /// <summary>All items.</summary>
    Full,

    /// <summary>A row's own targets and uniformly drawn items.</summary>
    Uniform,

    /// <summary>A row's own targets and items drawn with probability log((r + 2) / (r + 1)) / log(items + 1), r the rank by popularity from 0.</summary>
    LogUniform,

    /// <summary>A row's own targets and the items of the other users in the batch.</summary>
    InBatch,
}
