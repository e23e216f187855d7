using Elbo.Data;
using Elbo.Inference.Bundles;
using Elbo.Onnx;
using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>A recommender: from a person's history to one score per item. What all models share.</summary>
/// <remarks>
/// Every model answers any history over its items: an empty one too, and one it has never seen. Scoring draws
/// nothing at random, and one person alone scores as in a block.
/// </remarks>
public abstract class Model : IDisposable
{
    /// <summary>A model over <paramref name="itemCount"/> items.</summary>
    protected Model(int itemCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(itemCount);
        ItemCount = itemCount;
    }

    /// <summary>Number of items it ranks.</summary>
    public int ItemCount { get; }

    /// <summary>
    /// Scores every item for a block of people. Items already seen are scored like any other: who ranks
    /// them decides whether to mask them.
    /// </summary>
    /// <param name="histories">Histories over this model's items, in time order.</param>
    /// <param name="firstRow">First row of the block.</param>
    /// <param name="rowCount">Number of rows in the block.</param>
    /// <param name="scores">Receives rowCount x <see cref="ItemCount"/> finite values, row after row; higher is better.</param>
    public abstract void Score(InteractionMatrix histories, int firstRow, int rowCount, Span<float> scores);

    /// <summary>False for a model that by its nature scores alike for everybody; default true.</summary>
    public virtual bool IsPersonalized => true;

    /// <summary>What the scores are, for those who work with them.</summary>
    public abstract ScoreKind ScoreKind { get; }

    /// <summary>Writes <see cref="Score"/> into a graph, so that the model can be used without this library.</summary>
    /// <param name="graph">Takes nodes and weights.</param>
    /// <param name="histories">The histories, symbolically.</param>
    /// <returns>Scores, float32 [batch, <see cref="ItemCount"/>].</returns>
    /// <exception cref="ElboException">The model's scores cannot be written as a graph.</exception>
    public abstract OnnxValue BuildScoringGraph(OnnxGraphBuilder graph, OnnxHistoryInputs histories);

    /// <summary>All that was learned, by name: live tensors that the model keeps owning.</summary>
    public abstract IReadOnlyDictionary<string, Tensor> State { get; }

    /// <summary>Takes over a copy of what was saved from <see cref="State"/>.</summary>
    /// <exception cref="ElboException">A tensor is missing, unknown, or of another shape or type.</exception>
    public abstract void LoadState(IReadOnlyDictionary<string, Tensor> state);

    /// <inheritdoc />
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Puts a tensor, freed from the surrounding dispose scope, in the place of an older one.</summary>
    protected static void Replace(ref Tensor old, Tensor replacement)
    {
        old.Dispose();
        old = replacement.DetachFromDisposeScope();
    }

    /// <summary>Frees native memory, for models that hold tensors.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
