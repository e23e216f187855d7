namespace Elbo.Models.Losses;

/// <summary>Over which items a training step normalises.</summary>
public enum SoftmaxKind
{
    /// <summary>Full up to 50,000 items, log-uniform beyond.</summary>
    Auto,

    /// <summary>All items.</summary>
    Full,

    /// <summary>A row's own targets and items drawn evenly.</summary>
    Uniform,

    /// <summary>A row's own targets and items drawn with probability log((r + 2) / (r + 1)) / log(items + 1), r the rank by popularity from 0.</summary>
    LogUniform,

    /// <summary>A row's own targets and the items of the other people in the batch.</summary>
    InBatch,
}
