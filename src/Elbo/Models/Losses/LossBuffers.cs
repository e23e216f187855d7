using static TorchSharp.torch;

namespace Elbo.Models.Losses;

/// <summary>
/// Memory of an output layer's loss that serves step after step: a fresh tensor of tens of megabytes is handed out
/// page by page by the operating system each time.
/// </summary>
internal sealed class LossBuffers : IDisposable
{
    private readonly Dictionary<string, Tensor> tensors = [];

    /// <summary>
    /// True where the weight's and the bias's gradient stay in this memory and become their grad; false where they
    /// go through torch's graph as tensors of their own. Default true.
    /// </summary>
    public bool ReusesGradientBuffers { get; init; } = true;

    /// <summary>Room for a block of logits.</summary>
    public Tensor Logits(long rows, long items) => GetOrAllocate("logits", rows, items);

    /// <summary>Room for a gradient like a parameter; its values are left from earlier.</summary>
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
