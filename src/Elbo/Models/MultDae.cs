using System.ComponentModel.DataAnnotations;
using Elbo.Models.Losses;
using Elbo.Options;
using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>Options of <see cref="MultDae"/>.</summary>
public sealed record MultDaeOptions : ModelOptions
{
    /// <summary>Sizes of the layers between items and latent, the same on both sides; default none.</summary>
    [EachInRange(1, 65_536)]
    public IReadOnlyList<int> HiddenSizes { get; init; } = [];

    /// <summary>Size of the latent vector; default 200.</summary>
    [Range(1, 65_536)]
    public int LatentSize { get; init; } = 200;

    /// <summary>Share of a history's entries dropped at the input in training; default 0.5.</summary>
    [Range(0.0, 0.99)]
    public double Dropout { get; init; } = 0.5;

    /// <summary>Over which items training normalises; default all up to 50,000.</summary>
    public SoftmaxOptions Softmax { get; init; } = new();
}

/// <summary>
/// Mult-DAE (Liang et al. 2018, section 2.3): the autoencoder has to explain the whole history from a part of it.
/// </summary>
public sealed class MultDae(int itemCount, MultDaeOptions options, Device device)
    : AutoencoderModel(itemCount, options.HiddenSizes, options.LatentSize, options.LatentSize, options.Dropout, options.Softmax, device);
