using static TorchSharp.torch;

namespace Elbo.Models.Losses;

/// <summary>
/// Memory of an output layer's loss that is reused in every step: the operating system would hand out a new tensor of tens of
/// megabytes page by page each time.
/// </summary>
internal sealed class LossBuffers : IDisposable
{
    private readonly Dictionary<string, Tensor> tensors = [];
    private readonly HashSet<string> inUse = [];

    /// <summary>
    /// True if the gradients of weight and bias stay in this memory and become their grad; false if they pass through torch's
    /// graph as separate tensors. Default true.
    /// </summary>
    public bool ReusesGradientBuffers { get; init; } = true;

    /// <summary>Memory for a block of logits.</summary>
    public Tensor Logits(long rows, long items) => GetOrAllocate("logits", rows, items);

    /// <summary>
    /// Memory for a parameter's gradient; its values are left over from earlier steps. If the parameter is used more than once in a
    /// step, only the first use gets the reused memory.
    /// </summary>
    public Tensor Gradient(string name, Tensor parameter)
    {
        using Tensor? existing = ReusesGradientBuffers ? parameter.grad : null;
        return ReusesGradientBuffers && existing is null && inUse.Add(name) ? GetOrAllocate(name, parameter.shape) : empty_like(parameter);
    }

    /// <summary>Makes a gradient the parameter's grad, or adds it to that; does nothing for a frozen parameter.</summary>
    public void Accumulate(string name, Tensor parameter, Tensor gradient)
    {
        inUse.Remove(name);
        if (!parameter.requires_grad)
        {
            return;
        }

        using Tensor? existing = parameter.grad;
        if (existing is null)
        {
            parameter.grad = gradient;
        }
        else
        {
            existing.AddInPlace(gradient);
        }
    }

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
