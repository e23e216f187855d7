using Elbo.Data;

namespace Elbo.Models;

/// <summary>A model that places people in a latent space, and items in a space of vectors.</summary>
public interface ILatentModel
{
    /// <summary>Number of latent dimensions of a person.</summary>
    int LatentSize { get; }

    /// <summary>Where a block of people lies.</summary>
    /// <param name="histories">Histories over the model's items, in time order.</param>
    /// <param name="firstRow">First row of the block.</param>
    /// <param name="rowCount">Number of rows in the block.</param>
    LatentPosterior Encode(InteractionMatrix histories, int firstRow, int rowCount);

    /// <summary>One vector per item, items x size, row after row: the weights of the output layer.</summary>
    (float[] Values, int Size) ItemVectors();
}
