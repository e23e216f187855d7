using System.ComponentModel.DataAnnotations;

namespace Elbo.Models.Losses;

/// <summary>
/// The softmax of the output layer in training. A sampled one (Jean et al. 2015) makes a step's time and memory nearly independent of
/// the number of items; each drawn item's logit is corrected by the logarithm of its probability of being drawn (logQ), so that the
/// normalizer's expectation is that of the full softmax. Scoring always covers all items.
/// </summary>
public sealed record SoftmaxOptions
{
    /// <summary>The maximum number of items for which <see cref="SoftmaxKind.Auto"/> is full.</summary>
    public const int MaxFullSoftmaxItems = 50_000;

    /// <summary>The items it covers; default auto.</summary>
    public SoftmaxKind Kind { get; init; } = SoftmaxKind.Auto;

    /// <summary>Draws per step, shared by the batch's rows; an item drawn twice counts once. For in-batch the maximum number of items. Default 2,000.</summary>
    [Range(1, 1_000_000)]
    public int Samples { get; init; } = 2_000;

    /// <summary>The kind for a number of items: never <see cref="SoftmaxKind.Auto"/>.</summary>
    public SoftmaxKind Resolve(int itemCount) => Kind != SoftmaxKind.Auto ? Kind
        : itemCount <= MaxFullSoftmaxItems ? SoftmaxKind.Full
        : SoftmaxKind.LogUniform;
}
