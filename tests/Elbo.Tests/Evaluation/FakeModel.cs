using Elbo.Data;
using Elbo.Models;
using Elbo.Onnx;
using static TorchSharp.torch;

namespace Elbo.Tests.Evaluation;

/// <summary>A model whose scores are a function of the row and its history.</summary>
internal sealed class FakeModel(int itemCount, Func<int, int[], float[]> rule) : Model(new ModelContext(itemCount))
{
    public override IReadOnlyDictionary<string, Tensor> State { get; } = new Dictionary<string, Tensor>();

    public override void LoadState(IReadOnlyDictionary<string, Tensor> state) => Assert.Empty(state);

    public override ScoreKind ScoreKind => ScoreKind.Additive;

    public override OnnxValue BuildScoringGraph(OnnxGraphBuilder graph, OnnxHistoryInputs histories) => throw new NotSupportedException();

    public override void Score(InteractionMatrix histories, int firstRow, int rowCount, Span<float> scores)
    {
        for (int i = 0; i < rowCount; i++)
        {
            rule(firstRow + i, histories.Row(firstRow + i).ToArray()).CopyTo(scores[(i * ItemCount)..]);
        }
    }
}
