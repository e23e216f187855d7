using Elbo.IO;
using Elbo.Models.Layers;
using static TorchSharp.torch;

namespace Elbo.Training.Optimizers;

/// <summary>Passes the sparse gradients of tables as dense tensors to an optimizer that does not support sparse ones.</summary>
internal sealed class DenseGradientAdapter(IParameterOptimizer optimizer, IReadOnlyList<EmbeddingTable> tables) : IParameterOptimizer
{
    /// <inheritdoc />
    public void Step(double learningRate)
    {
        using IDisposable scope = NewDisposeScope();
        foreach (EmbeddingTable table in tables)
        {
            table.Weight.grad = table.ToDenseGradient();
        }

        optimizer.Step(learningRate);
    }

    /// <inheritdoc />
    public IReadOnlyDictionary<string, TensorData> Save() => optimizer.Save();

    /// <inheritdoc />
    public void Load(IReadOnlyDictionary<string, TensorData> state) => optimizer.Load(state);

    /// <inheritdoc />
    public void Dispose() => optimizer.Dispose();
}
