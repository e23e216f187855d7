using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Models.Layers;

/// <summary>
/// A weight of which a step reads few rows, one per item. On the CPU its gradient is kept for those rows alone, in
/// <see cref="Gradient"/> and not in the weight's grad, and an optimiser may owe the other rows their updates until they are read.
/// </summary>
internal sealed class EmbeddingTable : nn.Module
{
    // A file's tensor and a view of memory hold at most 2^31 - 1 bytes.
    private const long MaxElements = int.MaxValue / sizeof(float);

    private readonly Parameter weight;
    private readonly Parameter? bias;

    /// <param name="rows">Number of rows.</param>
    /// <param name="width">Values per row.</param>
    /// <param name="withBias">Whether there is a value more per row, apart from the weight; its gradient is an ordinary one.</param>
    public EmbeddingTable(long rows, long width, bool withBias = false)
        : base(nameof(EmbeddingTable))
    {
        if (rows * width > MaxElements)
        {
            throw new ElboException(
                $"{rows:N0} items with {width:N0} values each are {rows * width:N0} weights in one layer, at most {MaxElements:N0} can be held; lower the layer's size, or keep fewer items with --min-item-interactions");
        }

        weight = new Parameter(empty(rows, width));
        bias = withBias ? new Parameter(zeros(rows)) : null;
        RegisterComponents();
    }

    /// <summary>The weight, rows x width, as it lies in memory: rows may be owed updates.</summary>
    public Parameter Weight => weight;

    /// <summary>One value per row, where there is one.</summary>
    public Parameter? Bias => bias;

    /// <summary>The gradient of the step under way.</summary>
    public SparseRowGradient Gradient { get; } = new();

    /// <summary>The gradient's values, touched rows x width, one after the other; empty without a gradient.</summary>
    public Span<float> GradientValues => Gradient.Values.AsSpan(0, Gradient.Rows.Length * (int)weight.shape[1]);

    /// <summary>The gradient as a whole, rows x width; null without one.</summary>
    public Tensor? ToDenseGradient() => !Gradient.Exists
        ? null
        : zeros_like(weight).index_copy_(
            0, tensor(Gradient.Rows, dtype: ScalarType.Int64), tensor(GradientValues.ToArray(), Gradient.Rows.Length, weight.shape[1]));

    /// <summary>Who owes rows their updates; null while nobody trains it.</summary>
    public IDeferredRowUpdates? DeferredUpdates { get; set; }

    /// <summary>Makes up for all that rows are owed.</summary>
    public void ApplyPending() => DeferredUpdates?.ApplyPending();

    /// <summary>Makes up for what some rows (rising, each once) are owed, before they are read in training.</summary>
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

    /// <summary>The same in torch's operations, with an ordinary gradient.</summary>
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
