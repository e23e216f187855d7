using Elbo.Models.Layers;
using static TorchSharp.torch;

namespace Elbo.Training.Optimizers;

/// <summary>Gives an optimiser that knows no rows the tables' gradients as whole tensors.</summary>
internal sealed class DenseRows(IParameterOptimizer optimizer, IReadOnlyList<RowTable> tables) : IParameterOptimizer
{
    /// <inheritdoc />
    public void Step(double learningRate)
    {
        using IDisposable scope = NewDisposeScope();
        foreach (RowTable table in tables.Where(table => table.Gradient.Exists))
        {
            Tensor dense = zeros_like(table.Weight);
            long width = table.Weight.shape[1];
            Tensor rows = tensor(table.Gradient.Rows, dtype: ScalarType.Int64);
            dense.index_copy_(0, rows, tensor(table.TouchedGradient.ToArray(), rows.numel(), width));
            table.Weight.grad = dense;
        }

        optimizer.Step(learningRate);
    }

    /// <inheritdoc />
    public byte[] Save() => optimizer.Save();

    /// <inheritdoc />
    public void Load(byte[] state) => optimizer.Load(state);

    /// <inheritdoc />
    public void Dispose() => optimizer.Dispose();
}
