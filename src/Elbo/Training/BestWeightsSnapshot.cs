using Elbo.Models;
using static TorchSharp.torch;

namespace Elbo.Training;

/// <summary>A copy of a model's weights from its best epoch.</summary>
internal sealed class BestWeightsSnapshot(Model model) : IDisposable
{
    private Dictionary<string, Tensor> weights = [];

    /// <summary>Copies the weights as they are now.</summary>
    public void Capture() => Capture(model.State);

    /// <summary>Copies weights that were saved.</summary>
    public void Capture(IReadOnlyDictionary<string, Tensor> state)
    {
        Dispose();
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        weights = state.ToDictionary(pair => pair.Key, pair => pair.Value.detach().clone().DetachFromDisposeScope());
    }

    /// <summary>Gives the model the weights that were kept, if any.</summary>
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
