using Elbo.Models.Layers;
using TorchSharp.Modules;

namespace Elbo.Models;

/// <summary>One part of an epoch: updates some of the parameters in one or more passes over the batches.</summary>
/// <param name="Name">Its name, also the key of its optimizer state in checkpoints.</param>
/// <param name="Parameters">The parameters it updates, by name.</param>
/// <param name="Passes">Number of passes over the batches in each epoch.</param>
public sealed record TrainingPhase(string Name, IReadOnlyList<(string Name, Parameter Parameter)> Parameters, int Passes = 1)
{
    /// <summary>The embedding tables among them, whose gradients are sparse.</summary>
    internal IReadOnlyList<EmbeddingTable> Tables { get; init; } = [];

    /// <summary>Clears the gradients of the previous step.</summary>
    internal void ClearGradients()
    {
        foreach ((_, Parameter parameter) in Parameters)
        {
            parameter.grad = null;
        }

        foreach (EmbeddingTable table in Tables)
        {
            table.Gradient.Clear();
        }
    }
}
