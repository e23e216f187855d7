using Elbo.Data;

namespace Elbo.Models;

/// <summary>A model with a latent vector per user and a vector per item.</summary>
public interface ILatentModel
{
    /// <summary>Number of latent dimensions.</summary>
    int LatentSize { get; }

    /// <summary>The posterior of a block of users.</summary>
    /// <param name="histories">Histories over the model's items, in time order.</param>
    /// <param name="firstRow">First row of the block.</param>
    /// <param name="rowCount">Number of rows in the block.</param>
    LatentPosterior Encode(InteractionMatrix histories, int firstRow, int rowCount);

    /// <summary>One vector per item, items x size, row-major: the weights of the output layer.</summary>
    (float[] Values, int Size) ItemVectors();
}

/// <summary>The posterior q(z | x) of a block of users.</summary>
/// <param name="Mean">mu, users x latent size, row-major.</param>
/// <param name="Variance">sigma^2 of the same shape; null for models without a distribution over z.</param>
public sealed record LatentPosterior(float[] Mean, float[]? Variance);
