using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Models.Layers;

/// <summary>
/// A weight with one row per item, of which a step reads only a few. On the CPU its gradient covers those rows only, in
/// <see cref="Gradient"/> instead of the weight's grad, and an optimizer may defer the updates of other rows until they are read.
/// </summary>
internal sealed class EmbeddingTable : nn.Module
{
    // A file's tensor and a view of memory hold at most 2^31 - 1 bytes.
    private const long MaxElements = int.MaxValue / sizeof(float);

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

    /// <summary>The optimizer that defers updates of rows; null outside of training.</summary>
    public IDeferredRowUpdates? DeferredUpdates { get; set; }

    /// <summary>Applies the pending updates of all rows.</summary>
    public void ApplyPending() => DeferredUpdates?.ApplyPending();

    /// <summary>Applies the pending updates of some rows (ascending, each once) before they are read in training.</summary>
    public void ApplyPending(int[] rows) => DeferredUpdates?.ApplyPending(rows);

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

    /// <summary>The same by torch's operations, with a dense gradient.</summary>
    private Tensor SumRowsWithTorch(EmbeddingBagInput bag)
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
