using static TorchSharp.torch;

namespace Elbo.Models.Losses;

/// <summary>
/// Negative multinomial log-likelihood of an output layer, sum over rows r and entries i of
/// -x_ri log softmax(W h_r + b)_i (Liang et al. 2018, equation 2), with gradients for h, W and b.
/// </summary>
internal static class MultinomialLikelihood
{
    /// <summary>
    /// The negative log-likelihood times <paramref name="scale"/>, a scalar on the hidden rows' device. On the CPU logits
    /// are computed one block of rows at a time and not stored; on other devices this is <see cref="ComputeReference"/>.
    /// </summary>
    /// <param name="hidden">h, rows x hidden size.</param>
    /// <param name="weight">W, items x hidden size.</param>
    /// <param name="bias">b, items.</param>
    /// <param name="targets">x, one row for each row of <paramref name="hidden"/>.</param>
    /// <param name="scale">Constant factor, such as 1 / users.</param>
    public static Tensor Compute(Tensor hidden, Tensor weight, Tensor bias, SparseTargets targets, double scale)
    {
        using LossBuffers buffers = new() { ReusesGradientBuffers = false };
        return Compute(hidden, weight, bias, targets, scale, buffers);
    }

    /// <summary>
    /// The same with reused memory: the gradients of <paramref name="weight"/> and <paramref name="bias"/>
    /// become their grad without passing through torch's graph, and a loss can be differentiated only once.
    /// </summary>
    internal static Tensor Compute(Tensor hidden, Tensor weight, Tensor bias, SparseTargets targets, double scale, LossBuffers buffers)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentOutOfRangeException.ThrowIfNotEqual(hidden.shape[0], targets.RowCount);
        return hidden.device_type == TorchSharp.DeviceType.CPU
            ? BlockedMultinomialLikelihood.apply(hidden, weight, bias, targets, scale, buffers)
            : ComputeReference(hidden, weight, bias, targets, scale);
    }

    /// <summary>The same with plain tensor operations, as in the definition; needs several rows x items tensors.</summary>
    public static Tensor ComputeReference(Tensor hidden, Tensor weight, Tensor bias, SparseTargets targets, double scale)
    {
        ArgumentNullException.ThrowIfNull(targets);
        using Tensor logits = nn.functional.linear(hidden, weight, bias);
        using Tensor logProbabilities = nn.functional.log_softmax(logits, 1);
        long[] rows = [.. targets.RowOfEntry()];
        long[] items = [.. targets.Items.Take(rows.Length)];
        using Tensor chosen = logProbabilities.index([tensor(rows, device: hidden.device), tensor(items, device: hidden.device)]);
        using Tensor weights = tensor(targets.Weights.AsSpan(0, targets.EntryCount).ToArray(), device: hidden.device);
        return (chosen * weights).sum().Multiply(-scale);
    }
}
