using System.ComponentModel.DataAnnotations;
using System.Numerics.Tensors;
using Elbo.Data;
using Elbo.Onnx;
using Microsoft.Extensions.Logging;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Elbo.Models;

/// <summary>Options of <see cref="Ease"/>.</summary>
public sealed record EaseOptions : ModelOptions
{
    /// <summary>L2 regularization lambda, added to the diagonal of XtX; default 500.</summary>
    [Range(1e-6, 1e9)]
    public double Lambda { get; init; } = 500;
}

/// <summary>
/// EASE, embarrassingly shallow autoencoders (Steck 2019): item weights with a zero diagonal in closed form,
/// P = inverse(XtX + lambda I), B_ij = -P_ij / P_jj, and scores X B (equations 4 and 8), X binary.
/// </summary>
/// <remarks>Needs about 12 I^2 bytes while it is solved for I items, and 4 I^2 after.</remarks>
internal sealed class Ease(ModelContext context, EaseOptions options) : ClosedFormModel(context)
{
    private const double WarnAboveBytes = 4e9;

    private float[] weights = [];
    private Tensor state = zeros(0, 0).DetachFromDisposeScope();

    /// <inheritdoc />
    public override IReadOnlyDictionary<string, Tensor> State => new Dictionary<string, Tensor> { ["weights"] = state };

    /// <inheritdoc />
    /// <exception cref="ElboException">The dense matrices do not fit the machine's memory.</exception>
    public override void Fit(InteractionMatrix train, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(context);
        CheckMemory(context.Logger);
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor gram = tensor(Gram(train)).reshape(ItemCount, ItemCount);
        gram.diagonal().AddInPlace(options.Lambda);
        context.CancellationToken.ThrowIfCancellationRequested();
        Tensor precision = linalg.inv(gram);
        Tensor solution = precision.div_(precision.diagonal().neg().clone());
        solution.diagonal().zero_();
        SetWeights(solution);
    }

    /// <inheritdoc />
    public override void LoadState(IReadOnlyDictionary<string, Tensor> state)
    {
        StateValidator.RequireNames(State.Keys, state);
        SetWeights(StateValidator.RequireShape(state, "weights", ScalarType.Float32, ItemCount, ItemCount));
    }

    /// <inheritdoc />
    public override OnnxValue BuildScoringGraph(OnnxGraphBuilder graph, OnnxHistoryInputs histories)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.EmbeddingSum(state, histories);
    }

    /// <inheritdoc />
    protected override void AddScores(ReadOnlySpan<int> history, Span<float> scores)
    {
        foreach (int seen in history)
        {
            TensorPrimitives.Add(scores, weights.AsSpan(seen * ItemCount, ItemCount), scores);
        }
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        state.Dispose();
        base.Dispose(disposing);
    }

    private void SetWeights(Tensor solution)
    {
        weights = solution.data<float>().ToArray();
        Replace(ref state, solution.clone());
    }

    private float[] Gram(InteractionMatrix train)
    {
        float[] gram = new float[(long)ItemCount * ItemCount];
        for (int user = 0; user < train.RowCount; user++)
        {
            ReadOnlySpan<int> history = train.Row(user);
            foreach (int item in history)
            {
                Span<float> row = gram.AsSpan(item * ItemCount, ItemCount);
                foreach (int other in history)
                {
                    row[other]++;
                }
            }
        }

        return gram;
    }

    private void CheckMemory(ILogger logger)
    {
        double needed = 12.0 * ItemCount * ItemCount;
        double available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

        // Arrays are indexed by int: I^2 must stay below 2^31.
        if (needed > available || (long)ItemCount * ItemCount > Array.MaxLength)
        {
            throw new ElboException(
                $"EASE over {ItemCount} items needs {needed / 1e9:F1} GB of {available / 1e9:F1} GB memory (and at most 46,340 items); " +
                "raise minItemInteractions to keep fewer items, or choose another model");
        }

        if (needed > WarnAboveBytes)
        {
            logger.LogWarning("EASE over {Items} items needs {Gigabytes:F1} GB of memory", ItemCount, needed / 1e9);
        }
    }
}
