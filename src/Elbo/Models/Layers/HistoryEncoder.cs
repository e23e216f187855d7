using Elbo.Data;
using Elbo.Onnx;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Models.Layers;

/// <summary>
/// Encodes a history, as a set, into a vector: the multi-hot row divided by its L2 norm, dropout on its entries,
/// followed by linear layers with tanh between them (Liang et al. 2018, section 2.1 and their code).
/// </summary>
/// <remarks>The row is never made dense: the first layer sums the rows of its weight that belong to the history.</remarks>
internal sealed class HistoryEncoder : nn.Module
{
    private readonly EmbeddingTable input;
    private readonly Parameter inputBias;
    private readonly ModuleList<Linear> layers;
    private readonly double dropout;

    /// <param name="sizes">Item count, the layers' sizes, and last the output's.</param>
    /// <param name="dropout">Fraction of a history's entries dropped in training; the others are scaled up.</param>
    /// <param name="device">The device of its tensors.</param>
    public HistoryEncoder(IReadOnlyList<int> sizes, double dropout, Device device)
        : base(nameof(HistoryEncoder))
    {
        this.dropout = dropout;
        input = new EmbeddingTable(sizes[0], sizes[1]);
        inputBias = new Parameter(zeros(sizes[1]));
        layers = new ModuleList<Linear>([.. Enumerable.Range(1, sizes.Count - 2).Select(i => nn.Linear(sizes[i], sizes[i + 1]))]);
        WeightInitializer.Xavier(input.Weight, inputBias);
        foreach (Linear layer in layers)
        {
            WeightInitializer.XavierLinear(layer);
        }

        RegisterComponents();
        this.to(device);
    }

    /// <summary>The input for some histories; dropout applies if a generator is given. Reads no weights.</summary>
    public EmbeddingBagInput CreateInput(InteractionMatrix histories, ReadOnlySpan<int> rows, DeterministicRandom? random) =>
        EmbeddingBagInput.FromHistories(histories, rows, dropout, random);

    /// <summary>The encoder as graph nodes, limited to the first <paramref name="outputs"/> output values.</summary>
    public OnnxValue Encode(OnnxGraphBuilder graph, OnnxHistoryInputs histories, int outputs)
    {
        using IDisposable scope = NewDisposeScope();
        long width = layers.Count == 0 ? outputs : input.Weight.shape[1];
        OnnxValue atLeastOne = graph.Max(graph.Cast(histories.Lengths, OnnxType.Float), graph.FloatConstant([1f]));
        OnnxValue norm = graph.Unsqueeze(graph.Sqrt(atLeastOne), 1);
        OnnxValue sum = graph.Divide(graph.EmbeddingSum(input.Weight.narrow(1, 0, width), histories), norm);
        OnnxValue output = graph.Add(sum, graph.FloatConstant(inputBias.narrow(0, 0, width)));
        foreach (Linear layer in layers)
        {
            output = graph.Linear(graph.Tanh(output), layer, ReferenceEquals(layer, layers[^1]) ? outputs : null);
        }

        return output;
    }

    /// <summary>Encodes some rows; rows x output size. An empty history is the zero vector.</summary>
    public Tensor Encode(EmbeddingBagInput histories)
    {
        Tensor output = input.SumRows(histories).Add(inputBias);
        foreach (Linear layer in layers)
        {
            output = LinearFunction.Compute(layer, output.tanh());
        }

        return output;
    }
}
