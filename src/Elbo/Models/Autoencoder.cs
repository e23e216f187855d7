using System.ComponentModel.DataAnnotations;
using Elbo.Models.Losses;
using Elbo.Options;

namespace Elbo.Models;

/// <summary>Options of <see cref="Autoencoder"/>.</summary>
public sealed record AutoencoderOptions : ModelOptions
{
    /// <summary>Sizes of the hidden layers between items and latent vector, mirrored in the decoder; default none.</summary>
    [EachInRange(1, 65_536)]
    public IReadOnlyList<int> HiddenSizes { get; init; } = [];

    /// <summary>Size of the latent vector; default 200.</summary>
    [Range(1, 65_536)]
    public int LatentSize { get; init; } = 200;

    /// <summary>The softmax in training; default: over all items up to 50,000 of them, sampled beyond.</summary>
    public SoftmaxOptions Softmax { get; init; } = new();
}

/// <summary>
/// The plain autoencoder: reconstructs a history through a narrow layer, without noise at the input or in the latent vector.
/// </summary>
internal sealed class Autoencoder(ModelContext context, AutoencoderOptions options)
    : AutoencoderModel(context, options.HiddenSizes, options.LatentSize, options.LatentSize, dropout: 0, options.Softmax);
