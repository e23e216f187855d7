using System.Numerics.Tensors;
using Elbo.Models.Kernels;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Elbo.Models.Layers;

/// <summary>
/// A weight with one row per item, of which a step reads only a few. On the CPU its gradient covers those rows only, in
/// <see cref="Gradient"/> instead of the weight's grad, and an optimizer may defer the updates of other rows until they are read.
/// </summary>
internal sealed class EmbeddingTable : nn.Module
{
    // A file's tensor and a view of memory hold at most 2^31 - 1 bytes.
    private const long MaxElements = int.MaxValue / sizeof(float);

    private readonly List<IDeferredRowUpdates> deferredUpdates = [];
    private readonly Parameter weight;
    private readonly Parameter? bias;

    /// <param name="rows">Number of rows.</param>
    /// <param name="width">Values per row.</param>
    /// <param name="withBias">True to add a bias, one value per row; its gradient is dense.</param>
    public EmbeddingTable(long rows, long width, bool withBias = false)
        : base(nameof(EmbeddingTable))
    {
        if (rows * width > MaxElements)
        {
            throw new ElboException(
                $"{rows:N0} items with {width:N0} values each are {rows * width:N0} weights in one layer, the limit is {MaxElements:N0}; lower the layer's size, or keep fewer items with --min-item-interactions");
        }

        weight = new Parameter(empty(rows, width));
        bias = withBias ? new Parameter(zeros(rows)) : null;
        RegisterComponents();
    }

    /// <summary>The weight, rows x width; updates of some rows may be pending.</summary>
    public Parameter Weight => weight;

    /// <summary>One value per row; null without a bias.</summary>
    public Parameter? Bias => bias;

    /// <summary>The sparse gradient of the current step.</summary>
    public SparseRowGradient Gradient { get; } = new();

    /// <summary>The gradient's values, active rows x width, row-major; empty without a gradient.</summary>
    public Span<float> GradientValues => Gradient.Values.AsSpan(0, Gradient.Rows.Length * (int)weight.shape[1]);

    /// <summary>The gradient as a dense tensor, rows x width; null without one.</summary>
    public Tensor? ToDenseGradient() => !Gradient.Exists
        ? null
        : zeros_like(weight).index_copy_(
            0, tensor(Gradient.Rows, dtype: ScalarType.Int64), tensor(GradientValues.ToArray(), Gradient.Rows.Length, weight.shape[1]));

    /// <summary>Registers an optimizer that defers updates. Each phase has its own; at most one has pending updates at a time.</summary>
    public void Attach(IDeferredRowUpdates updates) => deferredUpdates.Add(updates);

    /// <summary>Removes an optimizer, which has no pending updates left.</summary>
    public void Detach(IDeferredRowUpdates updates) => deferredUpdates.Remove(updates);

    /// <summary>Applies the pending updates of all rows.</summary>
    public void ApplyPending() => deferredUpdates.ForEach(updates => updates.ApplyPending());

    /// <summary>Applies the pending updates of some rows (ascending, each once) before they are read in training.</summary>
    public void ApplyPending(int[] rows) => deferredUpdates.ForEach(updates => updates.ApplyPending(rows));

    /// <summary>
    /// Called after the backward pass. If the weight has a dense gradient, adds the sparse one to it and applies all pending
    /// updates, as the optimizer will move every row.
    /// </summary>
    public unsafe void CombineGradients()
    {
        using Tensor? dense = weight.grad;
        if (dense is null || dense.device_type != DeviceType.CPU)
        {
            return;
        }

        ApplyPending();
        int width = (int)weight.shape[1];
        float* values = TensorPointer.GetFloats(dense);
        for (int i = 0; i < Gradient.Rows.Length; i++)
        {
            Span<float> row = new(values + ((long)Gradient.Rows[i] * width), width);
            TensorPrimitives.Add(row, GradientValues.Slice(i * width, width), row);
        }

        Gradient.Clear();
    }

    /// <summary>The bag's sums; sums x width.</summary>
    public Tensor SumRows(EmbeddingBagInput bag)
    {
        if (weight.device_type != DeviceType.CPU)
        {
            return SumRowsWithTorch(bag);
        }

        if (training)
        {
            ApplyPending(bag.ByRow.Rows);
        }

        return EmbeddingBagFunction.apply(weight, this, bag);
    }

    /// <summary>The same with torch's operations, with a dense gradient.</summary>
    internal Tensor SumRowsWithTorch(EmbeddingBagInput bag)
    {
        long[] sums = new long[bag.Items.Length];
        for (int sum = 0; sum < bag.Count; sum++)
        {
            sums.AsSpan(bag.Offsets[sum], bag.Offsets[sum + 1] - bag.Offsets[sum]).Fill(sum);
        }

        Tensor rows = weight.index_select(0, tensor(bag.Items, dtype: ScalarType.Int64, device: weight.device));
        Tensor weights = tensor(bag.Weights, device: weight.device).unsqueeze(1);
        return zeros(bag.Count, weight.shape[1], device: weight.device).IndexAdd(tensor(sums, device: weight.device), rows * weights);
    }
}

/// <summary>An optimizer that defers the updates of rows without a gradient.</summary>
internal interface IDeferredRowUpdates
{
    /// <summary>Applies the pending updates of these rows (each once).</summary>
    void ApplyPending(ReadOnlyMemory<int> rows);

    /// <summary>Applies the pending updates of all rows.</summary>
    void ApplyPending();
}
