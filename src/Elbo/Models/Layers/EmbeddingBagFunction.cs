using Elbo.Models.Kernels;
using static TorchSharp.torch;

namespace Elbo.Models.Layers;

/// <summary>
/// Weighted sums of a table's rows on the CPU as one autograd function. Its gradient goes into the table's
/// <see cref="EmbeddingTable.Gradient"/>: no tensor of the table's size is made.
/// </summary>
internal sealed unsafe class EmbeddingBagFunction : autograd.SingleTensorFunction<EmbeddingBagFunction>
{
    /// <inheritdoc />
    public override string Name => nameof(EmbeddingBagFunction);

    /// <inheritdoc />
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        (Tensor weight, EmbeddingBagInput bag) = ((Tensor)vars[0], (EmbeddingBagInput)vars[2]);
        int width = (int)weight.shape[1];
        Tensor sums = empty(bag.Count, width);
        SparseDenseMultiplication.Multiply(TensorPointer.GetFloats(sums), bag.Offsets, bag.Items, bag.Weights, TensorPointer.GetFloats(weight), width);
        ctx.save_data("table", vars[1]);
        ctx.save_data("bag", bag);
        return sums;
    }

    /// <inheritdoc />
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        EmbeddingTable table = (EmbeddingTable)ctx.get_data("table");
        EmbeddingBagInput bag = (EmbeddingBagInput)ctx.get_data("bag");
        EmbeddingBagInput.EntriesByRow byRow = bag.ByRow;
        using Tensor upstream = grad_output.contiguous();
        int width = (int)upstream.shape[1];
        float* upstreamData = TensorPointer.GetFloats(upstream);
        table.Gradient.Add(byRow.Rows, width, values => SparseDenseMultiplication.Multiply(
            values, byRow.Offsets, byRow.Sums, byRow.Reorder(bag.Weights), upstreamData, width));
        return [null!, null!, null!];
    }
}
