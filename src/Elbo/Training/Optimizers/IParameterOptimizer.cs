using Elbo.IO;

namespace Elbo.Training.Optimizers;

/// <summary>Moves parameters against their gradients.</summary>
internal interface IParameterOptimizer : IDisposable
{
    /// <summary>One update with the gradients that the parameters hold now; a parameter without one stays.</summary>
    void Step(double learningRate);

    /// <summary>All that the next update depends on besides parameters and gradients, by name; not copied, so valid until the next step.</summary>
    IReadOnlyDictionary<string, TensorData> Save();

    /// <summary>Takes over what <see cref="Save"/> gave for the same parameters.</summary>
    /// <exception cref="ElboException">It is of other parameters.</exception>
    void Load(IReadOnlyDictionary<string, TensorData> state);
}
