using System.Numerics.Tensors;
using Elbo.Models.Kernels;
using Elbo.Models.Layers;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Elbo.Models.Losses;

/// <summary>
/// The output layer and its loss over each row's targets and some drawn items, as one autograd function. Logits of the drawn items come
/// from a matrix product, those of the targets are computed one by one; the weight's gradient is sparse.
/// </summary>
internal sealed unsafe class SampledMultinomialLikelihood : autograd.SingleTensorFunction<SampledMultinomialLikelihood>
{
    // Below this many rows a second thread costs more than it saves.
    private const int MinRowsPerPart = 16;

    /// <inheritdoc />
    public override string Name => nameof(SampledMultinomialLikelihood);

    /// <summary>The negative log-likelihood times a factor, on any device; its gradients reach hidden rows, weight and bias.</summary>
    /// <param name="hidden">The output layer's input, one row per row of the targets.</param>
    /// <param name="output">The output layer.</param>
    /// <param name="sampled">Targets and drawn items.</param>
    /// <param name="scale">Constant factor, such as 1 / users.</param>
    /// <param name="buffers">Reused memory, for the CPU.</param>
    public static Tensor Compute(Tensor hidden, EmbeddingTable output, SampledTargets sampled, double scale, LossBuffers buffers)
    {
        if (hidden.device_type != DeviceType.CPU)
        {
            return ComputeReference(hidden, output.Weight, output.Bias!, sampled, scale);
        }

        output.ApplyPending(sampled.ActiveItems);
        return apply(hidden.contiguous(), output.Weight, output.Bias!, output, sampled, scale, buffers);
    }

    /// <summary>The same with plain tensor operations, as in the definition; the weight's gradient is dense.</summary>
    public static Tensor ComputeReference(Tensor hidden, Tensor weight, Tensor bias, SampledTargets sampled, double scale)
    {
        SparseTargets targets = sampled.Targets;
        Device device = hidden.device;
        int[] rowOfEntry = targets.RowOfEntry();
        int[] hits = [.. Enumerable.Range(0, targets.EntryCount).Where(entry => sampled.Columns[entry] >= 0)];
        Tensor Indices(IEnumerable<int> values) => tensor(values.Select(value => (long)value).ToArray(), device: device);
        Tensor Infinite(long rows, long columns) =>
            tensor(new float[] { float.NegativeInfinity }, device: device).to(hidden.dtype).expand(rows, columns).clone();

        // Logits of the drawn items, without those that are targets of the row.
        Tensor items = Indices(sampled.SampledItems);
        Tensor offsets = bias.index_select(0, items).Add(tensor(sampled.Corrections, device: device));
        Tensor drawn = hidden.mm(weight.index_select(0, items).t()).Add(offsets);
        drawn = drawn.index_put_(Infinite(1, 1).flatten(), Indices(hits.Select(entry => rowOfEntry[entry])), Indices(hits.Select(entry => sampled.Columns[entry])));

        // Logits of the targets, padded to equally long rows.
        (Tensor rows, Tensor targetItems) = (Indices(rowOfEntry), Indices(targets.Items.Take(targets.EntryCount)));
        Tensor own = (hidden.index_select(0, rows) * weight.index_select(0, targetItems)).sum(1).Add(bias.index_select(0, targetItems));
        Tensor columns = Indices(rowOfEntry.Select((row, entry) => entry - targets.Offsets[row]));
        int width = Enumerable.Range(0, targets.RowCount).Select(row => targets.Offsets[row + 1] - targets.Offsets[row]).DefaultIfEmpty(0).Max();
        Tensor padded = Infinite(targets.RowCount, width).index_put_(own, rows, columns);

        Tensor normalizers = cat([padded, drawn], 1).logsumexp(1);
        Tensor weights = tensor(targets.Weights.AsSpan(0, targets.EntryCount).ToArray(), device: device);
        return ((normalizers.index_select(0, rows) - own) * weights).sum().Multiply(scale);
    }

    /// <inheritdoc />
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        (Tensor hidden, Tensor weight, Tensor bias) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2]);
        (EmbeddingTable output, SampledTargets sampled, double scale) = ((EmbeddingTable)vars[3], (SampledTargets)vars[4], (double)vars[5]);
        LossBuffers buffers = (LossBuffers)vars[6];
        int width = (int)hidden.shape[1];
        using Tensor index = tensor(sampled.SampledItems);
        using Tensor drawn = weight.index_select(0, index);
        using Tensor logits = empty(hidden.shape[0], sampled.SampledItems.Length);
        using Tensor transposed = drawn.t();
        MatrixMultiplication.Multiply(logits, hidden, transposed);

        // From here on, logits and entry weights are replaced by the loss's gradient with respect to them.
        float[] entries = new float[sampled.Targets.EntryCount];
        double loss = ComputeGradients(hidden, weight, bias, sampled, (float)scale, logits, entries);
        Tensor hiddenGradient = empty_like(hidden);
        MatrixMultiplication.Multiply(hiddenGradient, logits, drawn);
        SparseDenseMultiplication.Multiply(
            TensorPointer.GetFloats(hiddenGradient), sampled.Targets.Offsets, sampled.Targets.Items, entries, TensorPointer.GetFloats(weight), width, add: true);
        if (weight.requires_grad)
        {
            using Tensor drawnGradient = empty_like(drawn);
            using Tensor logitsTransposed = logits.t();
            MatrixMultiplication.Multiply(drawnGradient, logitsTransposed, hidden);
            WriteWeightGradient(output, hidden, drawnGradient, sampled, entries);
        }

        Tensor biasGradient = buffers.Gradient("bias", bias).zero_();
        using Tensor columnSums = logits.sum([0L]);
        WriteBiasGradient(biasGradient, columnSums, sampled, entries);
        ctx.save_for_backward([hiddenGradient, biasGradient, bias]);
        ctx.save_data("buffers", buffers);
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
        ((LossBuffers)ctx.get_data("buffers")).Accumulate("bias", saved[2], saved[1]);
        return [saved[0], null!, null!, null!, null!, null!, null!];
    }

    /// <summary>Returns the negative log-likelihood, not scaled, summed in row order.</summary>
    private static double ComputeGradients(
        Tensor hidden, Tensor weight, Tensor bias, SampledTargets sampled, float scale, Tensor logits, float[] entries)
    {
        int width = (int)hidden.shape[1];
        int columns = sampled.SampledItems.Length;
        float* hiddenData = TensorPointer.GetFloats(hidden);
        float* weightData = TensorPointer.GetFloats(weight);
        float* biasData = TensorPointer.GetFloats(bias);
        float* logitData = TensorPointer.GetFloats(logits);
        SparseTargets targets = sampled.Targets;
        float[] offsets = [.. sampled.SampledItems.Select((item, column) => biasData[item] + sampled.Corrections[column])];
        double[] losses = new double[targets.RowCount];
        ParallelRows.For(targets.RowCount, MinRowsPerPart, (first, end) =>
        {
            for (int row = first; row < end; row++)
            {
                ReadOnlySpan<float> own = new(hiddenData + ((long)row * width), width);
                for (int entry = targets.Offsets[row]; entry < targets.Offsets[row + 1]; entry++)
                {
                    int item = targets.Items[entry];
                    entries[entry] = biasData[item] + TensorPrimitives.Dot(own, new ReadOnlySpan<float>(weightData + ((long)item * width), width));
                }

                losses[row] = ComputeRow(row, new Span<float>(logitData + ((long)row * columns), columns), offsets, sampled, entries, scale);
            }
        });
        return losses.Sum();
    }

    private static double ComputeRow(int row, Span<float> logits, float[] offsets, SampledTargets sampled, float[] entries, float scale)
    {
        SparseTargets targets = sampled.Targets;
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
                // A row's own target counts once, with certainty and without correction.
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

    private static void WriteWeightGradient(EmbeddingTable output, Tensor hidden, Tensor drawnGradient, SampledTargets sampled, float[] entries)
    {
        int width = (int)hidden.shape[1];
        EmbeddingBagInput.EntriesByRow byItem = sampled.TargetEntries.ByRow;
        float* drawnData = TensorPointer.GetFloats(drawnGradient);
        float* hiddenData = TensorPointer.GetFloats(hidden);
        output.Gradient.Add(sampled.ActiveItems, width, values =>
        {
            SparseDenseMultiplication.Multiply(values, sampled.ActiveOffsets, byItem.Sums, byItem.Reorder(entries), hiddenData, width);
            ParallelRows.For(sampled.SampledItems.Length, MinRowsPerPart, (first, end) =>
            {
                for (int column = first; column < end; column++)
                {
                    Span<float> sum = new(values + ((long)sampled.ActiveIndexOfColumn[column] * width), width);
                    TensorPrimitives.Add(sum, new ReadOnlySpan<float>(drawnData + ((long)column * width), width), sum);
                }
            });
        });
    }

    private static void WriteBiasGradient(Tensor gradient, Tensor columnSums, SampledTargets sampled, float[] entries)
    {
        float* values = TensorPointer.GetFloats(gradient);
        float* sums = TensorPointer.GetFloats(columnSums);
        for (int column = 0; column < sampled.SampledItems.Length; column++)
        {
            values[sampled.SampledItems[column]] += sums[column];
        }

        for (int entry = 0; entry < entries.Length; entry++)
        {
            values[sampled.Targets.Items[entry]] += entries[entry];
        }
    }
}
