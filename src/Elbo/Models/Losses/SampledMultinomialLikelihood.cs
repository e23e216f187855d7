using System.Numerics.Tensors;
using Elbo.Models.Layers;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Elbo.Models.Losses;

/// <summary>
/// The output layer and its loss over each row's targets and some drawn items, as one autograd function. Products are made for the drawn
/// items, logits one by one for the targets; the weight's gradient is kept for the rows that were touched.
/// </summary>
internal sealed unsafe class SampledMultinomialLikelihood : autograd.SingleTensorFunction<SampledMultinomialLikelihood>
{
    // Rows for which a second thread is worth waking.
    private const int SmallestPart = 16;

    /// <inheritdoc />
    public override string Name => nameof(SampledMultinomialLikelihood);

    /// <inheritdoc />
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        (Tensor hidden, Tensor weight, Tensor bias) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2]);
        (RowTable output, SampledTargets sampled, double scale) = ((RowTable)vars[3], (SampledTargets)vars[4], (double)vars[5]);
        LikelihoodMemory memory = (LikelihoodMemory)vars[6];
        int width = (int)hidden.shape[1];
        using Tensor index = tensor(sampled.Items);
        using Tensor drawn = weight.index_select(0, index);
        using Tensor logits = empty(hidden.shape[0], sampled.Items.Length);
        using Tensor transposed = drawn.t();
        MatrixProduct.Into(logits, hidden, transposed);

        // From here on logits and entry weights become the loss's gradient by them.
        float[] entries = new float[sampled.Targets.EntryCount];
        double loss = ToGradients(hidden, weight, bias, sampled, (float)scale, logits, entries);
        Tensor hiddenGradient = empty_like(hidden);
        MatrixProduct.Into(hiddenGradient, logits, drawn);
        SparseProduct.Into(
            NativeFloats.Of(hiddenGradient), sampled.Targets.Offsets, sampled.Targets.Items, entries, NativeFloats.Of(weight), width, add: true);
        using Tensor drawnGradient = empty_like(drawn);
        using Tensor logitsTransposed = logits.t();
        MatrixProduct.Into(drawnGradient, logitsTransposed, hidden);
        TableGradient(output, hidden, drawnGradient, sampled, entries);
        Tensor biasGradient = memory.Gradient("bias", bias).zero_();
        using Tensor columnSums = logits.sum([0L]);
        BiasGradient(biasGradient, columnSums, sampled, entries);
        ctx.save_for_backward([hiddenGradient, biasGradient, bias]);
        return tensor((float)(loss * scale));
    }

    /// <inheritdoc />
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        if (grad_output.item<float>() != 1)
        {
            throw new InvalidOperationException("the sampled likelihood is a summand of the objective: its gradient is not scaled");
        }

        List<Tensor> saved = ctx.get_saved_variables();
        saved[2].grad = saved[1];
        return [saved[0], null!, null!, null!, null!, null!, null!];
    }

    /// <summary>Returns the negative log-likelihood, not scaled, summed in row order.</summary>
    private static double ToGradients(
        Tensor hidden, Tensor weight, Tensor bias, SampledTargets sampled, float scale, Tensor logits, float[] entries)
    {
        int width = (int)hidden.shape[1];
        int columns = sampled.Items.Length;
        float* hiddenData = NativeFloats.Of(hidden);
        float* weightData = NativeFloats.Of(weight);
        float* biasData = NativeFloats.Of(bias);
        float* logitData = NativeFloats.Of(logits);
        TargetRows targets = sampled.Targets;
        float[] offsets = [.. sampled.Items.Select((item, column) => biasData[item] + sampled.Corrections[column])];
        double[] losses = new double[targets.RowCount];
        ParallelRows.For(targets.RowCount, SmallestPart, (first, end) =>
        {
            for (int row = first; row < end; row++)
            {
                ReadOnlySpan<float> own = new(hiddenData + ((long)row * width), width);
                for (int entry = targets.Offsets[row]; entry < targets.Offsets[row + 1]; entry++)
                {
                    int item = targets.Items[entry];
                    entries[entry] = biasData[item] + TensorPrimitives.Dot(own, new ReadOnlySpan<float>(weightData + ((long)item * width), width));
                }

                losses[row] = Row(row, new Span<float>(logitData + ((long)row * columns), columns), offsets, sampled, entries, scale);
            }
        });
        return losses.Sum();
    }

    private static double Row(int row, Span<float> logits, float[] offsets, SampledTargets sampled, float[] entries, float scale)
    {
        TargetRows targets = sampled.Targets;
        (int start, int end) = (targets.Offsets[row], targets.Offsets[row + 1]);
        ReadOnlySpan<float> weights = targets.Weights.AsSpan(start, end - start);
        Span<float> own = entries.AsSpan(start, end - start);
        double total = TensorPrimitives.Sum(weights);
        if (total == 0)
        {
            logits.Clear();
            own.Clear();
            return 0;
        }

        TensorPrimitives.Add(logits, offsets, logits);
        foreach (int column in sampled.Columns.AsSpan(start, end - start))
        {
            if (column >= 0)
            {
                // Its own target is counted once, with certainty and without correction.
                logits[column] = float.NegativeInfinity;
            }
        }

        float max = Math.Max(TensorPrimitives.Max<float>(own), TensorPrimitives.Max<float>(logits));
        double explained = TensorPrimitives.Dot(weights, own);
        TensorPrimitives.Subtract(logits, max, logits);
        TensorPrimitives.Exp(logits, logits);
        TensorPrimitives.Subtract(own, max, own);
        TensorPrimitives.Exp(own, own);
        double sum = (double)TensorPrimitives.Sum<float>(logits) + TensorPrimitives.Sum<float>(own);
        float factor = (float)(total * scale / sum);
        TensorPrimitives.Multiply(logits, factor, logits);
        for (int i = 0; i < own.Length; i++)
        {
            own[i] = (own[i] * factor) - (weights[i] * scale);
        }

        return (total * (max + Math.Log(sum))) - explained;
    }

    private static void TableGradient(RowTable output, Tensor hidden, Tensor drawnGradient, SampledTargets sampled, float[] entries)
    {
        int width = (int)hidden.shape[1];
        Bag.Transposed byItem = sampled.Entries.ByRow;
        float* drawnData = NativeFloats.Of(drawnGradient);
        fixed (float* values = output.Gradient.Begin(sampled.Touched, width))
        {
            nint address = (nint)values;
            SparseProduct.Into(values, sampled.TouchedOffsets, byItem.Sums, byItem.Ordered(entries), NativeFloats.Of(hidden), width);
            ParallelRows.For(sampled.Items.Length, SmallestPart, (first, end) =>
            {
                for (int column = first; column < end; column++)
                {
                    Span<float> sum = new((float*)address + ((long)sampled.TouchedOfColumn[column] * width), width);
                    TensorPrimitives.Add(sum, new ReadOnlySpan<float>(drawnData + ((long)column * width), width), sum);
                }
            });
        }
    }

    private static void BiasGradient(Tensor gradient, Tensor columnSums, SampledTargets sampled, float[] entries)
    {
        float* values = NativeFloats.Of(gradient);
        float* sums = NativeFloats.Of(columnSums);
        for (int column = 0; column < sampled.Items.Length; column++)
        {
            values[sampled.Items[column]] += sums[column];
        }

        for (int entry = 0; entry < entries.Length; entry++)
        {
            values[sampled.Targets.Items[entry]] += entries[entry];
        }
    }
}
