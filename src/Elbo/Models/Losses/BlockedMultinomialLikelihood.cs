using System.Numerics.Tensors;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Elbo.Models.Losses;

/// <summary>
/// The output layer and its loss as one autograd function. The forward pass makes the logits of a block of
/// rows, turns them in place into the loss's gradient, softmax(logits) * total - x, and folds that at once
/// into the gradients of h, W and b. So the memory is one block, however many rows there are.
/// </summary>
internal sealed class BlockedMultinomialLikelihood : autograd.SingleTensorFunction<BlockedMultinomialLikelihood>
{
    // A block of logits of about 16 MB: large enough for full-speed products, small enough to stay in the last-level cache.
    private const int BlockElements = 4 << 20;

    /// <inheritdoc />
    public override string Name => nameof(BlockedMultinomialLikelihood);

    /// <inheritdoc />
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        (Tensor hidden, Tensor weight, Tensor bias) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2]);
        (TargetRows targets, double scale) = ((TargetRows)vars[3], (double)vars[4]);
        Tensor hiddenGradient = empty_like(hidden);
        Tensor weightGradient = zeros_like(weight);
        Tensor biasGradient = zeros_like(bias);
        double loss = 0;
        int rows = (int)hidden.shape[0];
        int itemCount = (int)weight.shape[0];
        int blockRows = Math.Min(Math.Max(rows, 1), Math.Max(64, BlockElements / itemCount));
        using Tensor buffer = empty(blockRows, itemCount);
        using Tensor transposed = weight.t();
        for (int first = 0; first < rows; first += blockRows)
        {
            int count = Math.Min(blockRows, rows - first);
            using Tensor block = buffer.narrow(0, 0, count);
            using Tensor blockHidden = hidden.narrow(0, first, count);
            block.copy_(bias.expand(count, itemCount)).addmm_(blockHidden, transposed, 1, 1);
            loss += ToGradient(block, targets, first, (float)scale);
            using Tensor blockGradient = hiddenGradient.narrow(0, first, count);
            blockGradient.addmm_(block, weight, 0, 1);
            using Tensor blockTransposed = block.t();
            weightGradient.addmm_(blockTransposed, blockHidden, 1, 1);
            // A literal 0 would be taken for a type, and everything summed up.
            using Tensor columnSums = block.sum([0L]);
            biasGradient.add_(columnSums);
        }

        ctx.save_for_backward([hiddenGradient, weightGradient, biasGradient]);
        return tensor((float)(loss * scale));
    }

    /// <inheritdoc />
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        float upstream = grad_output.item<float>();
        List<Tensor> gradients = ctx.get_saved_variables();

        // Not in place: what was saved is needed again where the graph is kept.
        return upstream == 1
            ? [.. gradients, null!, null!]
            : [.. gradients.Select(gradient => gradient * upstream), null!, null!];
    }

    /// <summary>Turns the logits of a block into the gradient; returns the block's negative log-likelihood, not scaled.</summary>
    private static unsafe double ToGradient(Tensor block, TargetRows targets, int first, float scale)
    {
        int count = (int)block.shape[0];
        int itemCount = (int)block.shape[1];
        float* data = NativeFloats.Of(block);
        double[] losses = new double[count];
        Parallel.For(0, count, row =>
            losses[row] = ToGradient(new Span<float>(data + (long)row * itemCount, itemCount), targets, first + row, scale));

        // Summed in row order, so that the same batch gives the same bits whatever thread was first.
        return losses.Sum();
    }

    private static double ToGradient(Span<float> logits, TargetRows targets, int row, float scale)
    {
        (int start, int end) = (targets.Offsets[row], targets.Offsets[row + 1]);
        if (start == end)
        {
            logits.Clear();
            return 0;
        }

        double total = 0;
        double explained = 0;
        for (int entry = start; entry < end; entry++)
        {
            total += targets.Weights[entry];
            explained += targets.Weights[entry] * logits[targets.Items[entry]];
        }

        float max = TensorPrimitives.Max(logits);
        TensorPrimitives.Subtract(logits, max, logits);
        TensorPrimitives.Exp(logits, logits);
        float sum = TensorPrimitives.Sum(logits);
        TensorPrimitives.Multiply(logits, (float)(total * scale / sum), logits);
        for (int entry = start; entry < end; entry++)
        {
            logits[targets.Items[entry]] -= targets.Weights[entry] * scale;
        }

        return total * (max + Math.Log(sum)) - explained;
    }
}
