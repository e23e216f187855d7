namespace Elbo.Models;

/// <summary>The posterior q(z | x) of a block of people.</summary>
/// <param name="Mean">mu, people x latent size, row after row.</param>
/// <param name="Variance">sigma^2 of the same shape; null for models whose code is a point.</param>
public sealed record LatentPosterior(float[] Mean, float[]? Variance);
