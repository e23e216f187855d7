using System.Numerics.Tensors;
using Elbo.Models.Kernels;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Elbo.Models.Losses;

/// <summary>
/// The output layer and its loss as one autograd function. The forward pass computes the logits of a block of
/// rows, turns them in place into the loss's gradient, softmax(logits) * total - x, and adds that
/// to the gradients of h, W and b. So the memory is one block, however many rows there are.
/// </summary>
/// <remarks>
/// A block holds exp(logit - max) without each row's factor, which is applied to the few columns of h and its
/// gradient instead of the many logits.
/// </remarks>
internal sealed unsafe class BlockedMultinomialLikelihood : autograd.SingleTensorFunction<BlockedMultinomialLikelihood>
{
    // A block of logits of about 16 MB: large enough for full-speed products, small enough to stay in the last-level cache.
    private const int BlockElements = 1 << 24;

    // Logits that are processed at once: with their bias they stay in the first-level cache.
    private const int ChunkLength = 2048;

    /// <inheritdoc />
    public override string Name => nameof(BlockedMultinomialLikelihood);

    /// <inheritdoc />
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        (Tensor hidden, Tensor weight, Tensor bias) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2]);
        (SparseTargets targets, float scale, LossBuffers buffers) = ((SparseTargets)vars[3], (float)(double)vars[4], (LossBuffers)vars[5]);
        int rows = (int)hidden.shape[0];
        int itemCount = (int)weight.shape[0];
        int blockRows = Math.Min(Math.Max(rows, 1), Math.Max(64, BlockElements / itemCount));
        Tensor logits = buffers.Logits(blockRows, itemCount);
        Tensor hiddenGradient = empty_like(hidden);
        Tensor weightGradient = buffers.Gradient("weight", weight);
        Tensor biasGradient = buffers.Gradient("bias", bias);
        using Tensor transposed = weight.t();
        double loss = 0;
        for (int first = 0; first < rows; first += blockRows)
        {
            int count = Math.Min(blockRows, rows - first);
            using Tensor block = logits.narrow(0, 0, count);
            using Tensor blockHidden = hidden.narrow(0, first, count);
            MatrixMultiplication.Multiply(block, blockHidden, transposed);
            using Tensor factors = empty(count, 1);
            loss += Exponentials(block, bias, targets, first, scale, factors);
            using Tensor blockGradient = hiddenGradient.narrow(0, first, count);
            MatrixMultiplication.Multiply(blockGradient, block, weight);
            blockGradient.mul_(factors);
            using Tensor blockTransposed = block.t();
            if (weight.requires_grad)
            {
                using Tensor weighted = blockHidden * factors;
                MatrixMultiplication.Multiply(weightGradient, blockTransposed, weighted, add: first > 0);
            }

            using Tensor factor = factors.view(count);
            biasGradient.addmv_(blockTransposed, factor, first == 0 ? 0 : 1, 1);
        }

        if (rows == 0)
        {
            weightGradient.zero_();
            biasGradient.zero_();
        }

        ctx.save_for_backward([hiddenGradient, weightGradient, biasGradient, weight, bias]);
        ctx.save_data("buffers", buffers);
        return tensor((float)(loss * scale));
    }

    /// <inheritdoc />
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        float upstream = grad_output.item<float>();
        List<Tensor> saved = ctx.get_saved_variables();
        LossBuffers buffers = (LossBuffers)ctx.get_data("buffers");
        if (!buffers.ReusesGradientBuffers)
        {
            // Not in place: the saved tensors are needed again if the graph is retained.
            return [.. saved.Take(3).Select(gradient => gradient.Multiply(upstream)), null!, null!, null!];
        }

        if (upstream != 1)
        {
            saved[1].MultiplyInPlace(upstream);
            saved[2].MultiplyInPlace(upstream);
        }

        buffers.Accumulate("weight", saved[3], saved[1]);
        buffers.Accumulate("bias", saved[4], saved[2]);
        return [saved[0].Multiply(upstream), null!, null!, null!, null!, null!];
    }

    /// <summary>
    /// Turns a block's products into exp(logit - max) minus the targets, and computes the factor that turns each row
    /// into the gradient; returns the block's negative log-likelihood, not scaled.
    /// </summary>
    private static double Exponentials(Tensor block, Tensor bias, SparseTargets targets, int first, float scale, Tensor factors)
    {
        int count = (int)block.shape[0];
        int itemCount = (int)block.shape[1];
        float* data = TensorPointer.GetFloats(block);
        float* biasData = TensorPointer.GetFloats(bias);
        float* factorData = TensorPointer.GetFloats(factors);
        double[] losses = new double[count];
        ParallelRows.For(count, 1, (from, end) =>
        {
            for (int row = from; row < end; row++)
            {
                Span<float> logits = new(data + ((long)row * itemCount), itemCount);
                (losses[row], factorData[row]) = ComputeRow(logits, new ReadOnlySpan<float>(biasData, itemCount), targets, first + row, scale);
            }
        });

        // Summed in row order, so that the result does not depend on the order of threads.
        return losses.Sum();
    }

    private static (double Loss, float Factor) ComputeRow(Span<float> logits, ReadOnlySpan<float> bias, SparseTargets targets, int row, float scale)
    {
        (int start, int end) = (targets.Offsets[row], targets.Offsets[row + 1]);
        double total = 0;
        for (int entry = start; entry < end; entry++)
        {
            total += targets.Weights[entry];
        }

        if (total == 0)
        {
            logits.Clear();
            return (0, 0);
        }

        float max = AddBias(logits, bias);
        double explained = 0;
        for (int entry = start; entry < end; entry++)
        {
            explained += targets.Weights[entry] * logits[targets.Items[entry]];
        }

        double sum = Exponentials(logits, max);
        for (int entry = start; entry < end; entry++)
        {
            logits[targets.Items[entry]] -= (float)(targets.Weights[entry] * sum / total);
        }

        return (total * (max + Math.Log(sum)) - explained, (float)(total * scale / sum));
    }

    private static float AddBias(Span<float> logits, ReadOnlySpan<float> bias)
    {
        float max = float.NegativeInfinity;
        for (int start = 0; start < logits.Length; start += ChunkLength)
        {
            Span<float> chunk = logits[start..Math.Min(logits.Length, start + ChunkLength)];
            TensorPrimitives.Add(chunk, bias.Slice(start, chunk.Length), chunk);
            max = MathF.Max(max, TensorPrimitives.Max(chunk));
        }

        return max;
    }

    private static double Exponentials(Span<float> logits, float max)
    {
        double sum = 0;
        for (int start = 0; start < logits.Length; start += ChunkLength)
        {
            Span<float> chunk = logits[start..Math.Min(logits.Length, start + ChunkLength)];
            TensorPrimitives.Subtract(chunk, max, chunk);
            TensorPrimitives.Exp(chunk, chunk);
            sum += TensorPrimitives.Sum(chunk);
        }

        return sum;
    }
}
