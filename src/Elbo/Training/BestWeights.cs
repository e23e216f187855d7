using Elbo.Models;
using static TorchSharp.torch;

namespace Elbo.Training;

/// <summary>A copy of a model's weights from its best epoch.</summary>
internal sealed class BestWeights(Model model) : IDisposable
{
    private Dictionary<string, Tensor> kept = [];

    /// <summary>Copies the weights as they are now.</summary>
    public void Keep() => Keep(model.State);

    /// <summary>Copies weights that were saved.</summary>
    public void Keep(IReadOnlyDictionary<string, Tensor> state)
    {
        Dispose();
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        kept = state.ToDictionary(pair => pair.Key, pair => pair.Value.detach().clone().DetachFromDisposeScope());
    }

    /// <summary>Gives the model the weights that were kept, if any.</summary>
    public void PutBack()
    {
        if (kept.Count > 0)
        {
            model.LoadState(kept);
        }
    }

    public void Dispose()
    {
        foreach (Tensor tensor in kept.Values)
        {
            tensor.Dispose();
        }

        kept = [];
    }
}
