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

    /// <summary>Sizes of the layers between recurrent state and latent, the same on both sides; default [150].</summary>
    [EachInRange(1, 65_536)]
    public IReadOnlyList<int> HiddenSizes { get; init; } = [150];

    /// <summary>Size of the latent vector; default 64.</summary>
    [Range(1, 65_536)]
    public int LatentSize { get; init; } = 64;

    /// <summary>What each step has to explain; default the next k items.</summary>
    public SvaeTarget Target { get; init; } = SvaeTarget.NextK;

    /// <summary>k for <see cref="SvaeTarget.NextK"/>; default 4.</summary>
    [Range(1, 10_000)]
    public int NextK { get; init; } = 4;

    /// <summary>Factor from one item to the next for <see cref="SvaeTarget.ExponentialDecay"/>; default 0.75.</summary>
    [Range(0.0, 0.999)]
    public double Decay { get; init; } = 0.75;

    /// <summary>Share of a history's items that the recurrent layer does not see in training; default 0, as published.</summary>
    [Range(0.0, 0.99)]
    public double ItemDropout { get; init; }

    /// <summary>Share of the embedding's values dropped in training; default 0, as published.</summary>
    [Range(0.0, 0.99)]
    public double EmbeddingDropout { get; init; }

    /// <summary>Share of the recurrent layer's outputs dropped in training; default 0, as published.</summary>
    [Range(0.0, 0.99)]
    public double RecurrentDropout { get; init; }

    /// <summary>
    /// The weight of a step's KL term beside that step's likelihood; default 0.002 throughout, about what the published 0.2
    /// for a whole history comes to per step.
    /// </summary>
    public Annealing Annealing { get; init; } = new() { Kind = AnnealingKind.Constant, Cap = 0.002 };

    /// <summary>Over which items training normalises; default all up to 50,000.</summary>
    public SoftmaxOptions Softmax { get; init; } = new();

    /// <summary>
    /// Repeats what the published code does: samples with sigma = exp(s) while the KL term reads s as log sigma^2, takes
    /// the mean of the KL over a history's steps beside the sum of its likelihood, and scores from a history without its
    /// last item and with a sampled z. Default false: a consistent KL in every step, the whole history, z = mu.
    /// </summary>
    public bool AsPublished { get; init; }
}
