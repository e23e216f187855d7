using Elbo.Models;
using static TorchSharp.torch;

namespace Elbo.Training;

/// <summary>A copy of a model's weights at its best epoch.</summary>
internal sealed class BestWeightsSnapshot(Model model) : IDisposable
{
    private Dictionary<string, Tensor> weights = [];

    /// <summary>Copies the current weights.</summary>
    public void Capture() => Capture(model.State);

    /// <summary>Copies saved weights.</summary>
    public void Capture(IReadOnlyDictionary<string, Tensor> state)
    {
        Dispose();
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        weights = state.ToDictionary(pair => pair.Key, pair => pair.Value.detach().clone().DetachFromDisposeScope());
    }

    /// <summary>Restores the captured weights, if any.</summary>
    public void Restore()
    {
        if (weights.Count > 0)
        {
            model.LoadState(weights);
        }
    }

    public void Dispose()
    {
        foreach (Tensor tensor in weights.Values)
        {
            tensor.Dispose();
        }

        weights = [];
    }
}
