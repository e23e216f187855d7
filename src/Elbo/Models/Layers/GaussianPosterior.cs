using static TorchSharp.torch;

namespace Elbo.Models.Layers;

/// <summary>A diagonal Gaussian per row, from an encoder's output: the first half is mu, the second log sigma^2.</summary>
internal readonly struct GaussianPosterior
{
    // Beyond this exp overflows or the gradient is lost; ordinary training stays well inside.
    private const double LogVarianceLimit = 10;

    public GaussianPosterior(Tensor encoded)
    {
        Tensor[] halves = encoded.chunk(2, 1);
        Mean = halves[0];
        LogVariance = halves[1].Clamp(-LogVarianceLimit, LogVarianceLimit);
    }

    /// <summary>mu, rows x latent size.</summary>
    public Tensor Mean { get; }

    /// <summary>log sigma^2, rows x latent size.</summary>
    public Tensor LogVariance { get; }

    /// <summary>z = mu + sigma * epsilon, epsilon from N(0, I) (Kingma and Welling 2014).</summary>
    public Tensor Sample() => Mean.Add(LogVariance.Multiply(0.5).exp() * randn_like(Mean));
}
