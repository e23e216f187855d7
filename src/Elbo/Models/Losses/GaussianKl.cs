using static TorchSharp.torch;

namespace Elbo.Models.Losses;

/// <summary>Divergence of a diagonal Gaussian from the standard one.</summary>
internal static class GaussianKl
{
    /// <summary>
    /// KL(N(mu, sigma^2) || N(0, I)) = 1/2 sum(sigma^2 + mu^2 - 1 - log sigma^2), summed over the latent
    /// dimensions (Kingma and Welling 2014, appendix B).
    /// </summary>
    /// <param name="mean">mu, rows x latent size.</param>
    /// <param name="logVariance">log sigma^2, rows x latent size.</param>
    /// <returns>One value per row.</returns>
    public static Tensor PerRow(Tensor mean, Tensor logVariance)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(logVariance);
        return (logVariance.exp().Add(mean * mean).Subtract(1) - logVariance).sum(1).Multiply(0.5);
    }
}
