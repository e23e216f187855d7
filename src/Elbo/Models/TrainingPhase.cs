using Elbo.Models.Layers;
using TorchSharp.Modules;

namespace Elbo.Models;

/// <summary>One part of an epoch: updates some of the parameters in one or more passes over the batches and freezes the others.</summary>
/// <param name="Name">Its name, also the key of its optimizer state in checkpoints.</param>
/// <param name="Parameters">The parameters it updates, by name.</param>
public sealed record TrainingPhase(string Name, IReadOnlyList<(string Name, Parameter Parameter)> Parameters)
{
    /// <summary>Number of passes over the batches in each epoch; default 1.</summary>
    public int Passes { get; init; } = 1;

    /// <summary>
    /// Called in each epoch before the phase's first step, without gradients, for example to copy weights; default nothing.
    /// It must depend on the model's state only and use no random numbers.
    /// </summary>
    public Action? Before { get; init; }

    /// <summary>The embedding tables among the parameters, whose gradients are sparse.</summary>
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
