using Elbo.Data;
using Elbo.Onnx;
using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>Options of <see cref="Popularity"/>; there are none.</summary>
public sealed record PopularityOptions : ModelOptions;

/// <summary>Ranks items by their number of users in the training data; the same ranking for every user.</summary>
internal sealed class Popularity(ModelContext context) : ClosedFormModel(context)
{
    private float[] counts = new float[context.ItemCount];
    private Tensor state = zeros(context.ItemCount).DetachFromDisposeScope();

    /// <inheritdoc />
    public override bool IsPersonalized => false;

    /// <inheritdoc />
    public override IReadOnlyDictionary<string, Tensor> State => new Dictionary<string, Tensor> { ["counts"] = state };

    /// <inheritdoc />
    public override void Fit(InteractionMatrix train, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(train);
        using IDisposable scope = NewDisposeScope();
        counts = [.. train.ItemFrequencies().Select(count => (float)count)];
        Replace(ref state, tensor(counts));
    }

    /// <inheritdoc />
    public override void LoadState(IReadOnlyDictionary<string, Tensor> state)
    {
        StateValidator.RequireNames(State.Keys, state);
        Tensor saved = StateValidator.RequireShape(state, "counts", ScalarType.Float32, ItemCount);
        using IDisposable scope = NewDisposeScope();
        counts = saved.data<float>().ToArray();
        Replace(ref this.state, tensor(counts));
    }

    /// <inheritdoc />
    public override OnnxValue BuildScoringGraph(OnnxGraphBuilder graph, OnnxHistoryInputs histories)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(histories);
        OnnxValue shape = graph.Concat(0, graph.Shape(histories.Lengths), graph.Int64Constant([(long)ItemCount], 1));
        return graph.Expand(graph.FloatConstant(counts, ItemCount), shape);
    }

    /// <inheritdoc />
    protected override void AddScores(ReadOnlySpan<int> history, Span<float> scores) => counts.CopyTo(scores);

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        state.Dispose();
        base.Dispose(disposing);
    }
}
