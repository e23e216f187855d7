using Elbo.IO;

namespace Elbo.Training.Optimizers;

/// <summary>Updates parameters by their gradients.</summary>
internal interface IParameterOptimizer : IDisposable
{
    /// <summary>One update with the current gradients; a parameter without a gradient is not changed.</summary>
    void Step(double learningRate);

    /// <summary>The state that the next update depends on, besides parameters and gradients; not copied, so valid until the next step.</summary>
    IReadOnlyDictionary<string, TensorData> Save();

    /// <summary>Restores the result of <see cref="Save"/> for the same parameters.</summary>
    /// <exception cref="ElboException">The state belongs to other parameters.</exception>
    void Load(IReadOnlyDictionary<string, TensorData> state);
}
