using Elbo.Data;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Models.Layers;

/// <summary>
/// From a history as a set to a vector: the multi-hot row divided by its L2 norm, dropout on its entries,
/// then linear layers with tanh between them (Liang et al. 2018, section 2.1 and their code).
/// </summary>
/// <remarks>The row stays sparse: the first layer sums the rows of its weight that belong to the history.</remarks>
internal sealed class BagEncoder : nn.Module
{
    private readonly EmbeddingBag input;
    private readonly Parameter inputBias;
    private readonly ModuleList<Linear> layers;
    private readonly double dropout;
    private readonly Device device;

    /// <param name="sizes">Item count, the layers' sizes, and last the output's.</param>
    /// <param name="dropout">Share of a history's entries that are dropped in training; the others are scaled up.</param>
    /// <param name="device">Where it lives.</param>
    public BagEncoder(IReadOnlyList<int> sizes, double dropout, Device device)
        : base(nameof(BagEncoder))
    {
        this.dropout = dropout;
        this.device = device;
        input = nn.EmbeddingBag(sizes[0], sizes[1], mode: EmbeddingBagMode.Sum);
        inputBias = new Parameter(zeros(sizes[1]));
        layers = new ModuleList<Linear>([.. Enumerable.Range(1, sizes.Count - 2).Select(i => nn.Linear(sizes[i], sizes[i + 1]))]);
        Initialisation.Bag(input.weight!, inputBias);
        foreach (Linear layer in layers)
        {
            Initialisation.Linear(layer);
        }

        RegisterComponents();
        this.to(device);
    }

    /// <summary>Encodes some rows; rows x output size. An empty history is the zero vector to the first layer.</summary>
    public Tensor Encode(InteractionMatrix histories, ReadOnlySpan<int> rows)
    {
        int entries = 0;
        foreach (int row in rows)
        {
            entries += histories.RowLength(row);
        }

        long[] items = new long[entries];
        long[] offsets = new long[rows.Length];
        float[] values = new float[entries];
        int next = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            offsets[i] = next;
            ReadOnlySpan<int> history = histories.Row(rows[i]);
            values.AsSpan(next, history.Length).Fill(1 / MathF.Sqrt(history.Length));
            foreach (int item in history)
            {
                items[next++] = item;
            }
        }

        Tensor weights = nn.functional.dropout(tensor(values, device: device), dropout, training);
        Tensor output = input.call(tensor(items, device: device), tensor(offsets, device: device), weights) + inputBias;
        foreach (Linear layer in layers)
        {
            output = layer.call(output.tanh());
        }

        return output;
    }
}
