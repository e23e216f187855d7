using Elbo.Models.Kernels;
using static TorchSharp.torch;

namespace Elbo.Models.Layers;

/// <summary>
/// A GRU over packed histories on the CPU as one autograd function (Cho et al. 2014, in torch's form: the reset gate is applied after
/// the recurrent product). torch's own layer allocates some twenty tensors per step, and its backward pass through a packed sequence takes
/// time quadratic in the length.
/// </summary>
/// <remarks>
/// <para>Per step, with gates in the order r, z, n: r = sigmoid(x_r + h_r), z = sigmoid(x_z + h_z), n = tanh(x_n + r h_n),
/// h' = (1 - z) n + z h, where x are the input's gates and h_r, h_z, h_n those of the recurrent product.</para>
/// <para>Histories do not depend on each other, so each thread takes some of them through all steps and threads never wait for each other. The
/// weight is packed once and stays in each core's second-level cache. The weight's gradient is one product over all steps.</para>
/// </remarks>
internal sealed unsafe class PackedGru : autograd.SingleTensorFunction<PackedGru>
{
    // Below this many multiplications a second thread costs more than it saves.
    private const long MinMultiplicationsPerPart = 1L << 20;

    /// <inheritdoc />
    public override string Name => nameof(PackedGru);

    /// <summary>The state after every position; positions x H.</summary>
    /// <param name="ctx">Saves what the backward pass needs.</param>
    /// <param name="vars">
    /// The input's gates (positions x 3H, with their bias), the recurrent weight (3H x H), the recurrent bias (3H), and
    /// the number of histories in each step, descending (int[]).
    /// </param>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        (Tensor gates, Tensor weight, Tensor bias) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2]);
        int[] batchSizes = (int[])vars[3];
        int size = (int)weight.shape[1];
        Tensor states = empty(gates.shape[0], size);
        Tensor kept = empty(gates.shape[0], 4 * size);
        using Tensor transposed = weight.t();
        GruSteps steps = new(batchSizes, size, TensorPointer.GetFloats(states), TensorPointer.GetFloats(kept));
        float* packed = PackingBuffers.ForCurrentThread.PackRight(new MatrixView(transposed));
        steps.Forward(TensorPointer.GetFloats(gates), packed, TensorPointer.GetFloats(bias), PartCount(gates.shape[0] * weight.numel(), batchSizes));
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
        using Tensor before = empty(positions, size);
        GruSteps steps = new(batchSizes, size, TensorPointer.GetFloats(states), TensorPointer.GetFloats(kept));
        steps.Backward(
            TensorPointer.GetFloats(upstream),
            PackingBuffers.ForCurrentThread.PackRight(new MatrixView(weight)),
            TensorPointer.GetFloats(before),
            TensorPointer.GetFloats(inputGradient),
            TensorPointer.GetFloats(productGradient),
            PartCount(positions * weight.numel(), batchSizes));
        using Tensor transposed = productGradient.t();
        Tensor weightGradient = empty_like(weight);
        MatrixMultiplication.Multiply(weightGradient, transposed, before);
        return [inputGradient, weightGradient, productGradient.sum([0L]), null!];
    }

    private static int PartCount(long multiplications, int[] batchSizes) => (int)Math.Clamp(
        multiplications / MinMultiplicationsPerPart, 1, Math.Min(ParallelRows.ThreadCount, batchSizes.Length == 0 ? 1 : batchSizes[0]));
}
