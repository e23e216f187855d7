using Elbo.Models.Layers;
using TorchSharp.Modules;

namespace Elbo.Models;

/// <summary>One part of an epoch: some parameters, trained over all batches once or several times.</summary>
/// <param name="Name">What it is called, and the name its optimiser state is kept under.</param>
/// <param name="Parameters">The parameters it moves, by name.</param>
/// <param name="Passes">How often it goes over the batches in each epoch.</param>
public sealed record TrainingPhase(string Name, IReadOnlyList<(string Name, Parameter Parameter)> Parameters, int Passes = 1)
{
    /// <summary>Those of the parameters whose gradient is kept by rows.</summary>
    internal IReadOnlyList<EmbeddingTable> Tables { get; init; } = [];

    /// <summary>Forgets the gradients of the step before.</summary>
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
