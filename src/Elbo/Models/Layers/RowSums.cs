using System.Numerics.Tensors;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Elbo.Models.Layers;

/// <summary>
/// Weighted sums of a table's rows on the CPU as one autograd function. Its gradient goes into the table's
/// <see cref="RowTable.Gradient"/>: no tensor of the table's size is made.
/// </summary>
internal sealed unsafe class RowSums : autograd.SingleTensorFunction<RowSums>
{
    // Rows for which a second thread is worth waking.
    private const int SmallestPart = 32;

    /// <inheritdoc />
    public override string Name => nameof(RowSums);

    /// <inheritdoc />
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        (Tensor weight, Bag bag) = ((Tensor)vars[0], (Bag)vars[2]);
        int width = (int)weight.shape[1];
        Tensor sums = empty(bag.Count, width);
        float* source = NativeFloats.Of(weight);
        float* destination = NativeFloats.Of(sums);
        ParallelRows.For(bag.Count, SmallestPart, (first, end) =>
        {
            for (int row = first; row < end; row++)
            {
                Span<float> sum = new(destination + ((long)row * width), width);
                sum.Clear();
                for (int entry = bag.Offsets[row]; entry < bag.Offsets[row + 1]; entry++)
                {
                    TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(source + ((long)bag.Items[entry] * width), width), bag.Weights[entry], sum, sum);
                }
            }
        });
        ctx.save_data("table", vars[1]);
        ctx.save_data("bag", bag);
        return sums;
    }

    /// <inheritdoc />
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        RowTable table = (RowTable)ctx.get_data("table");
        float[] weights = ((Bag)ctx.get_data("bag")).Weights;
        Bag.Transposed bag = ((Bag)ctx.get_data("bag")).ByRow;
        using Tensor upstream = grad_output.contiguous();
        int width = (int)upstream.shape[1];
        float[] values = table.Gradient.Begin(bag.Rows, width);
        float* source = NativeFloats.Of(upstream);
        ParallelRows.For(bag.Rows.Length, SmallestPart, (first, end) =>
        {
            for (int row = first; row < end; row++)
            {
                Span<float> sum = values.AsSpan(row * width, width);
                sum.Clear();
                for (int entry = bag.Offsets[row]; entry < bag.Offsets[row + 1]; entry++)
                {
                    TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(source + ((long)bag.Sums[entry] * width), width), weights[bag.Entries[entry]], sum, sum);
                }
            }
        });
        return [null!, null!, null!];
    }
}
