using System.ComponentModel.DataAnnotations;
using Elbo.Models.Layers;
using Elbo.Models.Losses;
using Elbo.Onnx;
using Elbo.Options;
using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>Options of <see cref="MultVae"/>.</summary>
public sealed record MultVaeOptions : ModelOptions
{
    /// <summary>Sizes of the hidden layers between items and latent vector, mirrored in the decoder; default [600].</summary>
    [EachInRange(1, 65_536)]
    public IReadOnlyList<int> HiddenSizes { get; init; } = [600];

    /// <summary>Size of the latent vector; default 200.</summary>
    [Range(1, 65_536)]
    public int LatentSize { get; init; } = 200;

    /// <summary>Fraction of a history's entries dropped at the input in training; default 0.5.</summary>
    [Range(0.0, 0.99)]
    public double Dropout { get; init; } = 0.5;

    /// <summary>The weight of the KL term; default: linear up to 0.2.</summary>
    public Annealing Annealing { get; init; } = new();

    /// <summary>The softmax in training; default: over all items up to 50,000 of them, sampled beyond.</summary>
    public SoftmaxOptions Softmax { get; init; } = new();
}

/// <summary>
/// Mult-VAE (Liang et al. 2018): the Bayesian version of the denoising autoencoder. The posterior is a Gaussian per user;
/// the loss is the negative annealed evidence lower bound, mean over users of
/// -sum_i x_i log softmax(f(z))_i + beta KL(q(z | x) || N(0, I)) (equation 7), with one sample of z per user.
/// When scoring, z = mu.
/// </summary>
internal sealed class MultVae(ModelContext context, MultVaeOptions options)
    : AutoencoderModel(context, options.HiddenSizes, options.LatentSize, 2 * options.LatentSize, options.Dropout, options.Softmax)
{
    private protected override (Tensor Latent, Tensor? Kl, double Beta) SampleLatent(Tensor encoded, StepContext step)
    {
        GaussianPosterior posterior = new(encoded);
        return (posterior.Sample(), GaussianKl.PerRow(posterior.Mean, posterior.LogVariance).mean(), options.Annealing.Beta(step.Update));
    }

    private protected override Tensor DeterministicLatent(Tensor encoded) => new GaussianPosterior(encoded).Mean;

    private protected override OnnxValue DeterministicLatent(OnnxGraphBuilder graph, OnnxValue encoded) => encoded;

    private protected override Tensor? Variance(Tensor encoded) => new GaussianPosterior(encoded).LogVariance.exp();
}
