using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Elbo.Models.Kernels;

/// <summary>The steps of a GRU over packed histories, forward and backward, without torch. Part p of n has histories p, p + n, p + 2n and so on.</summary>
/// <param name="batchSizes">The number of histories in each step, descending.</param>
/// <param name="size">H, the size of a state.</param>
/// <param name="states">The state after every position; positions x H.</param>
/// <param name="kept">r, z, n and h_n of every position; positions x 4H.</param>
internal sealed unsafe class GruSteps(int[] batchSizes, int size, float* states, float* kept)
{
    // Room for whole panels of the packed weight.
    private readonly int productWidth = RoundUp(3 * size);
    private readonly int carryWidth = RoundUp(size);

    /// <summary>Computes states and what the backward pass needs.</summary>
    /// <param name="gates">The input's gates; positions x 3H.</param>
    /// <param name="packedWeight">The transposed recurrent weight, packed.</param>
    /// <param name="bias">The recurrent bias; 3H.</param>
    /// <param name="parts">Number of threads.</param>
    public void Forward(float* gates, float* packedWeight, float* bias, int parts) => Run(parts, productWidth, (part, scratch) =>
    {
        int first = 0;
        int previous = -1;
        foreach (int width in batchSizes)
        {
            int rows = RowsOf(part, parts, width);
            if (rows > 0 && previous >= 0)
            {
                RowPanelKernel.Multiply(
                    rows, size, states + ((long)(previous + part) * size), (nint)parts * size, packedWeight, scratch, productWidth, 3 * size);
            }

            for (int i = 0; i < rows; i++)
            {
                int row = part + (i * parts);
                Span<float> product = new(scratch + ((long)i * productWidth), 3 * size);
                ReadOnlySpan<float> ownBias = new(bias, 3 * size);
                if (previous < 0)
                {
                    ownBias.CopyTo(product);
                }
                else
                {
                    TensorPrimitives.Add(product, ownBias, product);
                }

                Forward(
                    new ReadOnlySpan<float>(gates + ((long)(first + row) * 3 * size), 3 * size),
                    product,
                    previous < 0 ? default : new ReadOnlySpan<float>(states + ((long)(previous + row) * size), size),
                    new Span<float>(states + ((long)(first + row) * size), size),
                    new Span<float>(kept + ((long)(first + row) * 4 * size), 4 * size));
            }

            previous = first;
            first += width;
        }
    });

    /// <summary>Computes the gradients of the gates.</summary>
    /// <param name="upstream">The loss's gradient with respect to the states; positions x H.</param>
    /// <param name="packedWeight">The recurrent weight, packed.</param>
    /// <param name="before">Receives the state before every position; positions x H.</param>
    /// <param name="input">Receives the gradient of the input's gates; positions x 3H.</param>
    /// <param name="product">Receives the gradient of the recurrent product; positions x 3H.</param>
    /// <param name="parts">Number of threads.</param>
    public void Backward(float* upstream, float* packedWeight, float* before, float* input, float* product, int parts) => Run(parts, 2 * carryWidth, (part, scratch) =>
    {
        // The gradient that a state gets from the step after it, and room for its product with the weight.
        int maxRows = RowsOf(part, parts, batchSizes[0]);
        float* carry = scratch;
        float* carried = scratch + ((long)maxRows * carryWidth);
        new Span<float>(carry, maxRows * carryWidth).Clear();
        int first = batchSizes.Sum();
        for (int step = batchSizes.Length - 1; step >= 0; step--)
        {
            int width = batchSizes[step];
            int rows = RowsOf(part, parts, width);
            first -= width;
            for (int i = 0; i < rows; i++)
            {
                long position = first + part + (i * parts);
                Span<float> ownBefore = new(before + (position * size), size);
                if (step == 0)
                {
                    ownBefore.Clear();
                }
                else
                {
                    new ReadOnlySpan<float>(states + ((position - batchSizes[step - 1]) * size), size).CopyTo(ownBefore);
                }

                Backward(
                    upstream + (position * size),
                    kept + (position * 4 * size),
                    before + (position * size),
                    input + (position * 3 * size),
                    product + (position * 3 * size),
                    carry + ((long)i * carryWidth));
            }

            if (step > 0 && rows > 0)
            {
                RowPanelKernel.Multiply(
                    rows, 3 * size, product + ((long)(first + part) * 3 * size), (nint)parts * 3 * size, packedWeight, carried, carryWidth, size);
                Span<float> sum = new(carry, rows * carryWidth);
                TensorPrimitives.Add(sum, new ReadOnlySpan<float>(carried, rows * carryWidth), sum);
            }
        }
    });

    private static int RowsOf(int part, int parts, int width) => Math.Max(0, (width - part + parts - 1) / parts);

    private static int RoundUp(int count) => (count + GemmMicroKernel.Columns - 1) / GemmMicroKernel.Columns * GemmMicroKernel.Columns;

    /// <summary>Runs the parts on a thread each, with scratch memory of some values for each of a part's histories.</summary>
    private void Run(int parts, int scratchWidth, PartAction action)
    {
        if (batchSizes.Length == 0)
        {
            return;
        }

        if (parts == 1)
        {
            RunPart(0);
        }
        else
        {
            ParallelRows.Run(parts, parts, RunPart);
        }

        void RunPart(int part)
        {
            float* scratch = (float*)NativeMemory.AlignedAlloc((nuint)((long)RowsOf(part, parts, batchSizes[0]) * scratchWidth * sizeof(float)), 64);
            try
            {
                action(part, scratch);
            }
            finally
            {
                NativeMemory.AlignedFree(scratch);
            }
        }
    }

    private void Forward(ReadOnlySpan<float> gates, ReadOnlySpan<float> product, ReadOnlySpan<float> before, Span<float> state, Span<float> saved)
    {
        Span<float> both = saved[..(2 * size)];
        Span<float> reset = saved[..size];
        Span<float> update = saved.Slice(size, size);
        Span<float> candidate = saved.Slice(2 * size, size);
        Span<float> recurrent = saved.Slice(3 * size, size);
        TensorPrimitives.Add(gates[..(2 * size)], product[..(2 * size)], both);
        TensorPrimitives.Sigmoid(both, both);
        product[(2 * size)..].CopyTo(recurrent);
        TensorPrimitives.MultiplyAdd(reset, recurrent, gates[(2 * size)..], candidate);
        TensorPrimitives.Tanh(candidate, candidate);

        // (1 - z) n + z h = n + z (h - n), with h = 0 before the first step.
        if (before.IsEmpty)
        {
            TensorPrimitives.Negate(candidate, state);
        }
        else
        {
            TensorPrimitives.Subtract(before, candidate, state);
        }

        TensorPrimitives.MultiplyAdd(update, state, candidate, state);
    }

    /// <summary>Gradients of one position; carry comes in from the step after it and goes out without its product with the weight.</summary>
    private void Backward(float* upstream, float* saved, float* before, float* input, float* product, float* carry)
    {
        int vectorEnd = size - (size % Vector<float>.Count);
        Vector<float> one = Vector<float>.One;
        for (int i = 0; i < vectorEnd; i += Vector<float>.Count)
        {
            Vector<float> reset = Vector.Load(saved + i);
            Vector<float> update = Vector.Load(saved + size + i);
            Vector<float> candidate = Vector.Load(saved + (2 * size) + i);
            Vector<float> recurrent = Vector.Load(saved + (3 * size) + i);
            Vector<float> state = Vector.Load(upstream + i) + Vector.Load(carry + i);
            Vector<float> candidateInput = state * (one - update) * (one - (candidate * candidate));
            Vector<float> resetInput = candidateInput * recurrent * reset * (one - reset);
            Vector<float> updateInput = state * (Vector.Load(before + i) - candidate) * update * (one - update);
            resetInput.Store(input + i);
            updateInput.Store(input + size + i);
            candidateInput.Store(input + (2 * size) + i);
            resetInput.Store(product + i);
            updateInput.Store(product + size + i);
            (candidateInput * reset).Store(product + (2 * size) + i);
            (state * update).Store(carry + i);
        }

        for (int i = vectorEnd; i < size; i++)
        {
            float reset = saved[i];
            float update = saved[size + i];
            float candidate = saved[(2 * size) + i];
            float recurrent = saved[(3 * size) + i];
            float state = upstream[i] + carry[i];
            float candidateInput = state * (1 - update) * (1 - (candidate * candidate));
            float resetInput = candidateInput * recurrent * reset * (1 - reset);
            float updateInput = state * (before[i] - candidate) * update * (1 - update);
            input[i] = resetInput;
            input[size + i] = updateInput;
            input[(2 * size) + i] = candidateInput;
            product[i] = resetInput;
            product[size + i] = updateInput;
            product[(2 * size) + i] = candidateInput * reset;
            carry[i] = state * update;
        }
    }

    private delegate void PartAction(int part, float* scratch);
}
