using System.ComponentModel.DataAnnotations;
using Elbo.Models.Losses;
using Elbo.Options;

namespace Elbo.Models;

/// <summary>Options of <see cref="MultDae"/>.</summary>
public sealed record MultDaeOptions : ModelOptions
{
    /// <summary>Sizes of the hidden layers between items and latent vector, mirrored in the decoder; default none.</summary>
    [EachInRange(1, 65_536)]
    public IReadOnlyList<int> HiddenSizes { get; init; } = [];

    /// <summary>Size of the latent vector; default 200.</summary>
    [Range(1, 65_536)]
    public int LatentSize { get; init; } = 200;

    /// <summary>Fraction of a history's entries dropped at the input in training; default 0.5.</summary>
    [Range(0.0, 0.99)]
    public double Dropout { get; init; } = 0.5;

    /// <summary>The softmax in training; default: over all items up to 50,000 of them, sampled beyond.</summary>
    public SoftmaxOptions Softmax { get; init; } = new();
}

/// <summary>
/// Mult-DAE (Liang et al. 2018, section 2.3): the autoencoder reconstructs the whole history from a part of it.
/// </summary>
internal sealed class MultDae(ModelContext context, MultDaeOptions options)
    : AutoencoderModel(context, options.HiddenSizes, options.LatentSize, options.LatentSize, options.Dropout, options.Softmax);
