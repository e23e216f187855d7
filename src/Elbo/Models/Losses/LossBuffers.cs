using static TorchSharp.torch;

namespace Elbo.Models.Losses;

/// <summary>
/// Memory of an output layer's loss that is reused in every step: the operating system would hand out a new tensor of tens of
/// megabytes page by page each time.
/// </summary>
internal sealed class LossBuffers : IDisposable
{
    private readonly Dictionary<string, Tensor> tensors = [];

    /// <summary>
    /// True if the gradients of weight and bias stay in this memory and become their grad; false if they pass through torch's
    /// graph as separate tensors. Default true.
    /// </summary>
    public bool ReusesGradientBuffers { get; init; } = true;

    /// <summary>Memory for a block of logits.</summary>
    public Tensor Logits(long rows, long items) => GetOrAllocate("logits", rows, items);

    /// <summary>Memory for a parameter's gradient; its values are left over from earlier steps.</summary>
    public Tensor Gradient(string name, Tensor parameter) =>
        ReusesGradientBuffers ? GetOrAllocate(name, parameter.shape) : empty_like(parameter);

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (Tensor tensor in tensors.Values)
        {
            tensor.Dispose();
        }

        tensors.Clear();
    }

    private Tensor GetOrAllocate(string name, params long[] shape)
    {
        if (tensors.TryGetValue(name, out Tensor? kept) && kept.shape.AsSpan().SequenceEqual(shape))
        {
            return kept;
        }

        kept?.Dispose();
        return tensors[name] = empty(shape).DetachFromDisposeScope();
    }
}
