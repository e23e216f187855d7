namespace Elbo.Training.Optimizers;

/// <summary>Moves parameters against their gradients.</summary>
internal interface IParameterOptimizer : IDisposable
{
    /// <summary>One update with the gradients that the parameters hold now; a parameter without one stays.</summary>
    void Step(double learningRate);

    /// <summary>All that the next update depends on besides parameters and gradients.</summary>
    byte[] Save();

    /// <summary>Takes over what <see cref="Save"/> gave for the same parameters.</summary>
    void Load(byte[] state);
}
