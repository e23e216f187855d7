using System.Numerics.Tensors;
using Elbo.Models.Kernels;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Elbo.Models.Layers;

/// <summary>
/// A GRU over packed histories on the CPU as one autograd function (Cho et al. 2014, in torch's form: the reset gate
/// applies after the recurrent product). Steps work in place on a few buffers; the weight's gradient is one product over all
/// steps. torch's own layer allocates some twenty tensors a step, and its backward pass through a packed
/// sequence takes time quadratic in the length.
/// </summary>
/// <remarks>
/// Per step, with gates in the order r, z, n: r = sigmoid(x_r + h_r), z = sigmoid(x_z + h_z), n = tanh(x_n + r h_n),
/// h' = (1 - z) n + z h, where x are the input's gates and h_r, h_z, h_n the recurrent product's.
/// </remarks>
internal sealed unsafe class PackedGru : autograd.SingleTensorFunction<PackedGru>
{
    // Below this many multiplications a step's product is faster on one thread than split.
    private const long SplitAbove = 1L << 25;

    /// <inheritdoc />
    public override string Name => nameof(PackedGru);

    /// <summary>The state after every position; positions x H.</summary>
    /// <param name="ctx">Stores what the backward pass needs.</param>
    /// <param name="vars">
    /// The input's gates (positions x 3H, with their bias), the recurrent weight (3H x H), the recurrent bias (3H), and
    /// the number of histories at each step, descending (int[]).
    /// </param>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        (Tensor gates, Tensor weight, Tensor bias) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2]);
        int[] batchSizes = (int[])vars[3];
        int size = (int)weight.shape[1];
        Tensor states = empty(gates.shape[0], size);
        Tensor kept = empty(gates.shape[0], 4 * size);
        using Tensor product = empty(batchSizes.Length == 0 ? 0 : batchSizes[0], 3 * size);
        using Tensor transposed = weight.t();
        float* statesData = TensorPointer.GetFloats(states);
        float* keptData = TensorPointer.GetFloats(kept);
        float* gatesData = TensorPointer.GetFloats(gates);
        float* productData = TensorPointer.GetFloats(product);
        using SingleThreadScope threads = new(batchSizes, weight.numel(), SplitAbove);
        int first = 0;
        int previous = -1;
        foreach (int width in batchSizes)
        {
            using Tensor recurrent = product.narrow(0, 0, width);
            using Tensor expanded = bias.expand(width, 3 * size);
            recurrent.copy_(expanded);
            if (previous >= 0)
            {
                using Tensor before = states.narrow(0, previous, width);
                recurrent.addmm_(before, transposed, 1, 1);
            }

            for (int row = 0; row < width; row++)
            {
                Forward(
                    gatesData + ((long)(first + row) * 3 * size),
                    productData + ((long)row * 3 * size),
                    previous < 0 ? null : statesData + ((long)(previous + row) * size),
                    statesData + ((long)(first + row) * size),
                    keptData + ((long)(first + row) * 4 * size),
                    size);
            }

            previous = first;
            first += width;
        }

        ctx.save_for_backward([weight, states, kept]);
        ctx.save_data("widths", batchSizes);
        return states;
    }

    /// <inheritdoc />
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        List<Tensor> saved = ctx.get_saved_variables();
        (Tensor weight, Tensor states, Tensor kept) = (saved[0], saved[1], saved[2]);
        int[] batchSizes = (int[])ctx.get_data("widths");
        int size = (int)weight.shape[1];
        long positions = states.shape[0];
        using Tensor upstream = grad_output.contiguous();
        Tensor inputGradient = empty(positions, 3 * size);
        using Tensor productGradient = empty(positions, 3 * size);
        using Tensor before = zeros(positions, size);
        using Tensor carry = zeros(batchSizes[0], size);
        float* beforeData = TensorPointer.GetFloats(before);
        float* statesData = TensorPointer.GetFloats(states);
        float* keptData = TensorPointer.GetFloats(kept);
        float* upstreamData = TensorPointer.GetFloats(upstream);
        float* inputData = TensorPointer.GetFloats(inputGradient);
        float* productData = TensorPointer.GetFloats(productGradient);
        float* carryData = TensorPointer.GetFloats(carry);
        using (SingleThreadScope threads = new(batchSizes, weight.numel(), SplitAbove))
        {
            int first = (int)positions;
            for (int step = batchSizes.Length - 1; step >= 0; step--)
            {
                int width = batchSizes[step];
                first -= width;
                if (step > 0)
                {
                    Buffer.MemoryCopy(
                        statesData + ((long)(first - batchSizes[step - 1]) * size),
                        beforeData + ((long)first * size),
                        (long)width * size * sizeof(float),
                        (long)width * size * sizeof(float));
                }

                for (int row = 0; row < width; row++)
                {
                    long position = first + row;
                    Backward(
                        upstreamData + (position * size),
                        keptData + (position * 4 * size),
                        beforeData + (position * size),
                        inputData + (position * 3 * size),
                        productData + (position * 3 * size),
                        carryData + ((long)row * size),
                        size);
                }

                using Tensor stepCarry = carry.narrow(0, 0, width);
                using Tensor stepGradient = productGradient.narrow(0, first, width);
                stepCarry.addmm_(stepGradient, weight, 1, 1);
            }
        }

        using Tensor transposed = productGradient.t();
        Tensor weightGradient = empty_like(weight);
        MatrixMultiplication.Multiply(weightGradient, transposed, before);
        return [inputGradient, weightGradient, productGradient.sum([0L]), null!];
    }

    private static void Forward(float* gates, float* product, float* before, float* state, float* kept, int size)
    {
        Span<float> reset = new(kept, size);
        Span<float> update = new(kept + size, size);
        Span<float> candidate = new(kept + (2 * size), size);
        Span<float> recurrent = new(kept + (3 * size), size);
        Span<float> result = new(state, size);
        TensorPrimitives.Add(new ReadOnlySpan<float>(gates, 2 * size), new ReadOnlySpan<float>(product, 2 * size), new Span<float>(kept, 2 * size));
        TensorPrimitives.Sigmoid(new ReadOnlySpan<float>(kept, 2 * size), new Span<float>(kept, 2 * size));
        new ReadOnlySpan<float>(product + (2 * size), size).CopyTo(recurrent);
        TensorPrimitives.MultiplyAdd(reset, recurrent, new ReadOnlySpan<float>(gates + (2 * size), size), candidate);
        TensorPrimitives.Tanh(candidate, candidate);

        // (1 - z) n + z h = n + z (h - n), with h = 0 before the first step.
        if (before is null)
        {
            TensorPrimitives.Negate(candidate, result);
        }
        else
        {
            TensorPrimitives.Subtract(new ReadOnlySpan<float>(before, size), candidate, result);
        }

        TensorPrimitives.MultiplyAdd(update, result, candidate, result);
    }

    /// <summary>One position's gradients; the carry comes in from the step after and leaves with its part that bypasses the product.</summary>
    private static void Backward(float* upstream, float* kept, float* before, float* input, float* product, float* carry, int size)
    {
        for (int i = 0; i < size; i++)
        {
            float reset = kept[i];
            float update = kept[size + i];
            float candidate = kept[(2 * size) + i];
            float recurrent = kept[(3 * size) + i];
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
}
