using static TorchSharp.torch;

namespace Elbo.Benchmarks.Workloads;

/// <summary>The Gaussian posterior as in public implementations.</summary>
/// <param name="Mean">mu, rows x latent size.</param>
/// <param name="LogVariance">log sigma^2, rows x latent size.</param>
internal readonly record struct BaselinePosterior(Tensor Mean, Tensor LogVariance)
{
    /// <summary>Splits an encoder's output into mu and log sigma^2.</summary>
    public static BaselinePosterior FromEncoded(Tensor encoded)
    {
        Tensor[] halves = encoded.chunk(2, 1);
        return new BaselinePosterior(halves[0], halves[1]);
    }

    /// <summary>mu + sigma * epsilon.</summary>
    public Tensor Sample() => Mean.Add(LogVariance.Multiply(0.5).exp() * randn_like(Mean));

    /// <summary>The KL divergence from the standard normal distribution, mean over the rows.</summary>
    public Tensor Divergence() => (LogVariance.exp().Add(Mean * Mean).Subtract(1) - LogVariance).sum(1).mean().Multiply(0.5);
}
