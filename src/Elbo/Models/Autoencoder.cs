using System.ComponentModel.DataAnnotations;
using Elbo.Models.Losses;
using Elbo.Options;
using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>Options of <see cref="Autoencoder"/>.</summary>
public sealed record AutoencoderOptions : ModelOptions
{
    /// <summary>Sizes of the layers between items and latent, the same on both sides; default none.</summary>
    [EachInRange(1, 65_536)]
    public IReadOnlyList<int> HiddenSizes { get; init; } = [];

    /// <summary>Size of the latent vector; default 200.</summary>
    [Range(1, 65_536)]
    public int LatentSize { get; init; } = 200;

    /// <summary>Over which items training normalises; default all up to 50,000.</summary>
    public SoftmaxOptions Softmax { get; init; } = new();
}

/// <summary>
/// The plain autoencoder that the others grow from: a history in, through a narrow layer, the same history
/// out. No noise at the input and none in the code.
/// </summary>
public sealed class Autoencoder(int itemCount, AutoencoderOptions options, Device device)
    : AutoencoderModel(itemCount, options.HiddenSizes, options.LatentSize, options.LatentSize, dropout: 0, options.Softmax, device);
