using Elbo.Data;
using Elbo.Onnx;
using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>Base of all models: computes one score per item from a user's history.</summary>
/// <remarks>
/// Every model scores any history over its items, also an empty one and one that was not in training. Scoring uses no
/// random numbers, and a user alone gets the same scores as in a block.
/// </remarks>
public abstract class Model : IDisposable
{
    /// <summary>A model for the items of a context.</summary>
    protected Model(ModelContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(context.ItemCount);
        ItemCount = context.ItemCount;
    }

    /// <summary>Number of items.</summary>
    public int ItemCount { get; }

    /// <summary>
    /// Scores every item for a block of users. Seen items are scored like all others; the caller decides whether
    /// to mask them.
    /// </summary>
    /// <param name="histories">Histories over this model's items, in time order.</param>
    /// <param name="firstRow">First row of the block.</param>
    /// <param name="rowCount">Number of rows in the block.</param>
    /// <param name="scores">Receives rowCount x <see cref="ItemCount"/> finite values, row-major; higher is better.</param>
    public abstract void Score(InteractionMatrix histories, int firstRow, int rowCount, Span<float> scores);

    /// <summary>False for a model that gives every user the same scores; default true.</summary>
    public virtual bool IsPersonalized => true;

    /// <summary>True for a model whose scores depend on the times of a history, which its graph then takes too; default false.</summary>
    public virtual bool UsesTimes => false;

    /// <summary>The kind of scores that it returns.</summary>
    public abstract ScoreKind ScoreKind { get; }

    /// <summary>Adds <see cref="Score"/> to an ONNX graph, so that the model can be used without this library.</summary>
    /// <param name="graph">Receives nodes and weights.</param>
    /// <param name="histories">The graph's inputs.</param>
    /// <returns>Scores, float32 [batch, <see cref="ItemCount"/>].</returns>
    /// <exception cref="ElboException">The model's scores cannot be written as a graph.</exception>
    public abstract OnnxValue BuildScoringGraph(OnnxGraphBuilder graph, OnnxHistoryInputs histories);

    /// <summary>All learned tensors by name; the model still owns them.</summary>
    public abstract IReadOnlyDictionary<string, Tensor> State { get; }

    /// <summary>Copies a saved <see cref="State"/> into the model.</summary>
    /// <exception cref="ElboException">A tensor is missing, unknown, or of another shape or type.</exception>
    public abstract void LoadState(IReadOnlyDictionary<string, Tensor> state);

    /// <inheritdoc />
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Replaces a tensor by a new one, which leaves the current dispose scope.</summary>
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

/// <summary>Base of all models' options: one sealed record per model, in the model's file.</summary>
public abstract record ModelOptions;
