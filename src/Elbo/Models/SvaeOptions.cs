using System.ComponentModel.DataAnnotations;
using Elbo.Models.Losses;
using Elbo.Options;

namespace Elbo.Models;

/// <summary>Options of <see cref="Svae"/>; sizes are those of the published code.</summary>
public sealed record SvaeOptions : ModelOptions
{
    /// <summary>Size of an item's embedding; default 256.</summary>
    [Range(1, 65_536)]
    public int EmbeddingSize { get; init; } = 256;

    /// <summary>Size of the recurrent state; default 200.</summary>
    [Range(1, 65_536)]
    public int RecurrentSize { get; init; } = 200;

    /// <summary>Sizes of the hidden layers between recurrent state and latent vector, mirrored in the decoder; default [150].</summary>
    [EachInRange(1, 65_536)]
    public IReadOnlyList<int> HiddenSizes { get; init; } = [150];

    /// <summary>Size of the latent vector; default 64.</summary>
    [Range(1, 65_536)]
    public int LatentSize { get; init; } = 64;

    /// <summary>The items that each step predicts; default: the next k.</summary>
    public SvaeTarget Target { get; init; } = SvaeTarget.NextK;

    /// <summary>k for <see cref="SvaeTarget.NextK"/>; default 4.</summary>
    [Range(1, 10_000)]
    public int NextK { get; init; } = 4;

    /// <summary>Factor from one item to the next for <see cref="SvaeTarget.ExponentialDecay"/>; default 0.75.</summary>
    [Range(0.0, 0.999)]
    public double Decay { get; init; } = 0.75;

    /// <summary>Fraction of a history's items hidden from the recurrent layer in training; default 0, as published.</summary>
    [Range(0.0, 0.99)]
    public double ItemDropout { get; init; }

    /// <summary>Fraction of the embedding's values dropped in training; default 0, as published.</summary>
    [Range(0.0, 0.99)]
    public double EmbeddingDropout { get; init; }

    /// <summary>Fraction of the recurrent layer's outputs dropped in training; default 0, as published.</summary>
    [Range(0.0, 0.99)]
    public double RecurrentDropout { get; init; }

    /// <summary>
    /// The weight of a step's KL term relative to that step's likelihood; default: 0.002 throughout, which is about the published 0.2
    /// for a whole history, per step.
    /// </summary>
    public Annealing Annealing { get; init; } = new() { Kind = AnnealingKind.Constant, Cap = 0.002 };

    /// <summary>The softmax in training; default: over all items up to 50,000 of them, sampled beyond.</summary>
    public SoftmaxOptions Softmax { get; init; } = new();

    /// <summary>
    /// Works like the published code: samples with sigma = exp(s) while the KL term takes s for log sigma^2, averages
    /// the KL over a history's steps while summing its likelihood, and scores from a history without its
    /// last item and with a sampled z. Default false: a consistent KL in every step, the whole history, z = mu.
    /// </summary>
    public bool AsPublished { get; init; }
}
