using static TorchSharp.torch;

namespace Elbo.Models.Layers;

/// <summary>
/// Weighted sums of a table's rows on the CPU as one autograd function. Its gradient goes into the table's
/// <see cref="RowTable.Gradient"/>: no tensor of the table's size is made.
/// </summary>
internal sealed unsafe class RowSums : autograd.SingleTensorFunction<RowSums>
{
    /// <inheritdoc />
    public override string Name => nameof(RowSums);

    /// <inheritdoc />
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        (Tensor weight, Bag bag) = ((Tensor)vars[0], (Bag)vars[2]);
        int width = (int)weight.shape[1];
        Tensor sums = empty(bag.Count, width);
        SparseProduct.Into(NativeFloats.Of(sums), bag.Offsets, bag.Items, bag.Weights, NativeFloats.Of(weight), width);
        ctx.save_data("table", vars[1]);
        ctx.save_data("bag", bag);
        return sums;
    }

    /// <inheritdoc />
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        RowTable table = (RowTable)ctx.get_data("table");
        Bag bag = (Bag)ctx.get_data("bag");
        Bag.Transposed byRow = bag.ByRow;
        using Tensor upstream = grad_output.contiguous();
        int width = (int)upstream.shape[1];
        fixed (float* values = table.Gradient.Begin(byRow.Rows, width))
        {
            SparseProduct.Into(values, byRow.Offsets, byRow.Sums, byRow.Ordered(bag.Weights), NativeFloats.Of(upstream), width);
        }

        return [null!, null!, null!];
    }
}
